"""Trains and asks stock Rasa, in a process of its own: `stock_rasa.py` starts it.

Rasa and TensorFlow take a gigabyte and do not give it back, so nothing else imports them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from first_step.evaluation.stock_labels import joined_labels

# Enough for Rasa's graph and TensorFlow's functions to be built before time counts.
WARM_UP_MESSAGES = 5


def main(arguments: list[str] | None = None) -> None:
    """Do one job, and write what came of it to the JSON file named last."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    jobs = parser.add_subparsers(required=True)
    for name, job, inputs in (
        ("train", _train, ("config", "domain", "data", "model")),
        ("probe", _probe, ("config", "domain", "data", "steps")),
        ("predict", _predict, ("model", "messages")),
    ):
        command = jobs.add_parser(name)
        command.set_defaults(job=job, inputs=inputs)
        for argument in (*inputs, "result"):
            command.add_argument(argument)
    chosen = parser.parse_args(arguments)
    result = chosen.job(*(getattr(chosen, name) for name in chosen.inputs))
    Path(chosen.result).write_text(json.dumps(result), encoding="utf-8")


def _train(config: str, domain: str, data: str, model: str) -> dict[str, float]:
    """Train Rasa's NLU model file `model`; return this process's peak memory."""
    _silence_warnings()
    from rasa.model_training import train_nlu

    target = Path(model)
    train_nlu(config, data, str(target.parent), fixed_model_name=target.name, domain=domain)
    return {"peak_mb": _peak_mb()}


def _probe(config: str, domain: str, data: str, steps: str) -> dict[str, Any]:
    """Train a few steps of each epoch and throw the model away; return what they took.

    `fits` has one entry for each component that learns in epochs, in their order: for each epoch,
    the seconds of one step and the number of steps that the whole epoch would have.
    `elsewhere_s` is everything outside of epochs, such as reading and featurising.
    """
    started = time.monotonic()
    _silence_warnings()
    from rasa.utils.tensorflow.models import RasaModel

    fits: list[list[dict[str, float]]] = []
    RasaModel.fit = _watched(RasaModel.fit, int(steps), fits)
    _train(config, domain, data, str(Path(config).with_name("probe.tar.gz")))
    inside = sum(epoch["step_s"] * epoch["steps_run"] for fit in fits for epoch in fit)
    return {"fits": fits, "elsewhere_s": time.monotonic() - started - inside}


def _watched(
    fit: Callable[..., Any], steps: int, fits: list[list[dict[str, float]]]
) -> Callable[..., Any]:
    """Return Keras' `fit` cut to so many steps an epoch, which notes how long they take."""
    from tensorflow.keras.callbacks import Callback

    def watched(model: Any, batches: Any, **options: Any) -> Any:
        noted: list[dict[str, float]] = []
        fits.append(noted)
        # Batches grow fourfold from the first epoch to the last, and so become fewer.
        run = max(1, min(steps, len(batches) // 4))

        class Clock(Callback):  # type: ignore[misc]
            def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
                self.whole, self.started = len(batches), time.monotonic()

            def on_epoch_end(self, epoch: int, logs: object = None) -> None:
                step_s = (time.monotonic() - self.started) / run
                noted.append({"step_s": step_s, "steps_run": run, "steps": self.whole})

        options["callbacks"] = [*options["callbacks"], Clock()]
        return fit(model, batches, steps_per_epoch=run, **options)

    return watched


def _predict(model: str, messages: str) -> list[list[object]]:
    """Return for each text in the file: label, confidence, top three, fallback, milliseconds.

    The messages are read one after the other on one core, and each is timed by itself.
    """
    _stay_on_one_core()
    _silence_warnings()
    from rasa.core.agent import Agent
    from rasa.utils.tensorflow.environment import setup_tf_environment

    setup_tf_environment()
    agent = Agent.load(model)
    texts = json.loads(Path(messages).read_text(encoding="utf-8"))
    return asyncio.run(_ask(agent, texts))


async def _ask(agent: Any, texts: list[str]) -> list[list[object]]:
    for text in texts[:WARM_UP_MESSAGES]:
        await agent.parse_message(text)
    answers: list[list[object]] = []
    for text in texts:
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        taken = (time.perf_counter() - started) * 1000
        answers.append([*joined_labels(parsed), taken])
    return answers


def _stay_on_one_core() -> None:
    """Bind this process, before it has threads, where the system can (Linux)."""
    os.environ["TF_INTRA_OP_PARALLELISM_THREADS"] = "1"
    os.environ["TF_INTER_OP_PARALLELISM_THREADS"] = "1"
    if sys.platform == "linux":
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _silence_warnings() -> None:
    import sanic  # noqa: F401  (turns deprecations on when it is imported)

    warnings.simplefilter("ignore")
    # Rasa's imports add filters of their own; only what is shown can be held back for good.
    warnings.showwarning = _unseen


def _unseen(*about: object, **more: object) -> None:
    return None


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes on Linux, bytes on macOS.
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


if __name__ == "__main__":
    main()
