"""Every text that the program names: without one of them somebody would be shown nothing."""

from __future__ import annotations

from first_step.admissions.payload import ADDED_FIELDS, QUESTION_FIELDS
from first_step.content.labels import SAID_LABELS, TOPICS

CRISIS = (
    *("suicide", "suicide_acted", "suicide_not_acted", "overdose", "medical", "danger"),
    *("check", "check_again", "nobody", "unsure", "numbers", "reminder"),
)
# The danger check is asked again in its own words; every other question has kind second words.
TRIED_AGAIN = tuple(field for field in QUESTION_FIELDS if field != "crisis_check")
FLOW = (
    *QUESTION_FIELDS,
    *ADDED_FIELDS,
    *(f"try_again_{field}" for field in TRIED_AGAIN),
    *("edit", "changed", "red_flags_more", "add", "added", "done"),
    *("emergency_number", "not_uk_number", "past_time", "outside_hours"),
    *("before_consent", "consent_refused", "under_13", "under_18", "stopped"),
    *("paused", "resume", "back_to_form", "professional_note", "relative_note"),
    *("recorded", "recorded_urgent", "already_recorded", "not_stored"),
    # After the record: how it stands, and taking it back.
    *("prove", "prove_contact", "proof_wrong", "proof_too_many", "lookup_away"),
    *("status_waiting", "status_late", "status_reached", "status_over"),
    *("delete_confirm", "deleted", "withdrawn", "kept", "nothing_recorded"),
)
FALLBACK = ("clarify", "menu", "unreadable", "person", "nothing_more", "not_enough")
HANDOFF = (
    *("waiting", "nobody_free", "closed_hours", "hours_unknown", "still_waiting"),
    *("joined", "typing"),
)
SYSTEM = (
    *(
        "waking_up",
        "away",
        "not_kept",
        "not_seen_yet",
        "not_answered",
        "again",
        "source",
        "not_reviewed",
    ),
    *("bad_message", "bad_token", "not_found", "not_offered", "out_of_order"),
    *("too_long", "too_many", "demo", "who_answers", "handed_back"),
    # The kind sentence before an answer, for what was told beside the question.
    *("heard_use", "heard_distress"),
)
LANGUAGES = ("pl", "ro", "pa", "ur", "bn", "ar", "cy", "es", "pt", "other")

REQUIRED: tuple[str, ...] = (
    *TOPICS,
    *(f"say/{label}" for label in SAID_LABELS),
    *(f"crisis/{name}" for name in CRISIS),
    *(f"flow/{name}" for name in FLOW),
    *(f"fallback/{name}" for name in FALLBACK),
    *(f"handoff/{name}" for name in HANDOFF),
    *(f"system/{name}" for name in SYSTEM),
    *(f"language/{name}" for name in LANGUAGES),
    "channel/learning",
)
