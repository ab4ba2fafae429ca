"""Settings of how staff sign in: the second factor, and an identity provider (OpenID Connect)."""

from __future__ import annotations

from dataclasses import dataclass, field

from first_step.admissions.errors import BadSetting
from first_step.admissions.setting_readers import (
    comma_list,
    goes_elsewhere_in_plain,
    read_flag,
    read_text,
    read_web_address,
    setting,
)

ROLES = ("admissions", "duty_manager", "content_owner", "administrator")


@dataclass(frozen=True)
class RoleGrant:
    """Who is in the provider's `group` has `role` here."""

    group: str
    role: str


def read_domains(text: str, name: str) -> tuple[str, ...]:
    """Return domains of e-mail addresses in small letters from a comma list."""
    domains = tuple(part.casefold().lstrip("@") for part in comma_list(text))
    if any("@" in each or "." not in each or " " in each for each in domains):
        raise BadSetting(f"{name} needs domains such as example.org")
    return domains


def read_role_grants(text: str, name: str) -> tuple[RoleGrant, ...]:
    """Return grants from a comma list such as desk-staff=admissions."""
    grants = []
    for part in comma_list(text):
        group, _, role = part.rpartition("=")
        if not group or role.strip() not in ROLES:
            raise BadSetting(f"{name} needs group=role, with a role of {', '.join(ROLES)}")
        grants.append(RoleGrant(group.strip(), role.strip()))
    return tuple(grants)


@dataclass(frozen=True, repr=False)
class SignOnSettings:
    """Empty without an identity provider: then staff have passwords alone."""

    second_factor: bool = field(
        metadata=setting(
            None,
            read_flag,
            "Administrators and duty managers have to set up one-time codes.",
            default_words="true in production, else false",
        )
    )
    oidc_issuer: str | None = field(
        metadata=setting(
            None,
            read_web_address,
            "Identity provider (OpenID Connect) for signing in.",
        )
    )
    oidc_client_id: str = field(
        metadata=setting("", read_text, "What First Step is called there.", default_words="none")
    )
    oidc_client_secret: str = field(
        metadata=setting(
            None, read_text, "Its secret there, if it was given one.", secret=True, optional=True
        )
    )
    oidc_domains: tuple[str, ...] = field(
        metadata=setting(
            "",
            read_domains,
            "Domains of e-mail addresses that may sign in so, comma separated.",
            default_words="empty: any the provider has verified",
        )
    )
    oidc_roles_claim: str = field(
        metadata=setting("groups", read_text, "Claim of the provider that lists groups.")
    )
    oidc_roles: tuple[RoleGrant, ...] = field(
        metadata=setting(
            "",
            read_role_grants,
            "Roles by group, group=role, comma separated; read at each sign-in with the provider.",
            default_words="empty: roles are given at the desk",
        )
    )
    oidc_create: bool = field(
        metadata=setting(
            "false", read_flag, "Add people whom the provider knows and a group gives a role."
        )
    )


def refuse_unsafe_sign_on(settings: SignOnSettings, production: bool) -> None:
    """Raise BadSetting for an identity provider that cannot work or could be read along."""
    if settings.oidc_issuer is None:
        return
    if not settings.oidc_client_id:
        raise BadSetting("FIRST_STEP_OIDC_CLIENT_ID is not set, FIRST_STEP_OIDC_ISSUER is")
    if production and goes_elsewhere_in_plain(settings.oidc_issuer):
        raise BadSetting("FIRST_STEP_OIDC_ISSUER is not an https address")
    if settings.oidc_create and not settings.oidc_roles:
        raise BadSetting("FIRST_STEP_OIDC_CREATE needs FIRST_STEP_OIDC_ROLES to give roles")
