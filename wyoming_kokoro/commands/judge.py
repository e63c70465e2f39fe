"""`judge`: judge speech: what is heard, whose mistake it is, how good it sounds."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import Command, add_command
from wyoming_kokoro.commands.judge_output import add_report_arguments, print_outcome, write_report
from wyoming_kokoro.commands.progress import Progress
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import judging

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

DONE, FAILED, UNREADABLE, WRONG = 0, 1, 3, 4
"""Exit codes; the server, which runs this command for its clients, tells them that a sound cannot be read, or what they
asked for wrongly."""
FILE_RUN = "file"
MAX_TEXT_BYTES = 1_000_000
"""Of a file with the text of a sound: an hour of speech is a twentieth of it."""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "judge", "judge speech: what is heard, whose mistake it is, how good it is", show)
    parser.add_argument("--json", action="store_true", help="the list of judges as JSON, for programs")
    actions = parser.add_subparsers(metavar="ACTION")
    _add_list(actions)
    _add_file(actions)
    _add_scan(actions)
    _add_prompts(actions)
    _add_homographs(actions)
    _add_report(actions)


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print every judge, and what would bring those that are not here."""
    options = judging.JudgeOptions.of(loaded.settings)
    judges = [(each, each.missing(options)) for each in judging.all_judges()]
    if parsed.json:
        rows = [
            {"name": each.name, "about": each.about, "meaning": each.meaning, "here": not missing, "brings": missing}
            for each, missing in judges
        ]
        print(json.dumps(rows, indent=2))
        return DONE
    width = max(len(each.name) for each, _ in judges)
    for each, missing in judges:
        print(f"{each.name:<{width}}  {'here   ' if missing is None else 'missing'}  {each.about:<8}  {each.meaning}")
        if missing is not None:
            print(f"{'':<{width}}  {'':<7}  {'':<8}  To have it: {missing}")
    return DONE


def judge_files(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Judge sound files against a text, and keep nothing."""
    text = _text_of(parsed)
    voice = parsed.voice or ""
    sources = [
        judging.TakeFile(path, path.name, text, parsed.language or loaded.settings.speech.language, voice)
        for path in parsed.sounds
    ]
    return _judge(parsed, loaded, None, sources, judging.Run(FILE_RUN, FILE_RUN, time.time(), None, {}))


def scan(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Judge a folder of sounds, or go on where it was left."""
    sources = judging.find_takes(parsed.folder, parsed.language or loaded.settings.speech.language)
    folder = str(parsed.folder.resolve())
    return _judge(
        parsed, loaded, _results_path(parsed, loaded), sources, judging.Run(folder, "scan", time.time(), None, {})
    )


def prompts(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Speak and judge the prompts, compare the run with another one, and check its limits."""
    limits = [judging.GateLimit.parse(each) for each in parsed.fail_below]
    plan = _plan(parsed, loaded)
    every = judging.all_prompts()
    chosen = every[:: max(len(every) // parsed.limit, 1)] if parsed.limit else every
    voices = parsed.voices or [parsed.voice or loaded.settings.speech.voice]
    if parsed.name and len(voices) > 1:
        raise BadRequest("A name is for the run of one voice.")
    code = DONE
    with judging.ResultsFile(_results_path(parsed, loaded)) as results:
        if parsed.against and results.run(parsed.against) is None:
            raise BadRequest("There is no run of this name; `judge report` lists them.", about="against")
        progress = Progress("prompts")
        spoken = asyncio.run(_speak_all(parsed, loaded, chosen, voices, progress))
        for voice, (takes, speaker) in spoken.items():
            run = judging.new_run(voice, speaker, parsed.name or "")
            outcome = judging.judge_prompts(results, plan, takes, run, progress)
            progress.end()
            report = judging.run_report(results, run.name, plan.thresholds, parsed.against or "")
            write_report(report, parsed)
            print_outcome(outcome)
            for problem in filter(None, (limit.problem(report.takes) for limit in limits)):
                print(problem, file=sys.stderr)
                code = FAILED
    return code


def homographs(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print the words that can be checked in the sound."""
    del loaded
    rows = judging.homograph_rows()
    if parsed.json:
        print(json.dumps([each.as_json() for each in rows], ensure_ascii=False, indent=2))
        return DONE
    for each in rows:
        print(f"{each.word:<14}  {'active' if each.is_active else 'not active':<10}  {each.description}")
    return DONE


def report_run(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print the report of a run, or list the runs."""
    with judging.ResultsFile(_results_path(parsed, loaded)) as results:
        if parsed.run is None:
            _print_runs(results.runs(), as_json=parsed.json)
            return DONE
        if results.run(parsed.run) is None:
            raise BadRequest("There is no run of this name; without a name, they are listed.", about="run")
        thresholds = judging.find_thresholds(parsed.thresholds or loaded.settings.judging.thresholds)
        write_report(judging.run_report(results, parsed.run, thresholds, parsed.against or ""), parsed)
    return DONE


def _checked(command: Command) -> Command:
    """Return a command that has an exit code of its own for what was asked for wrongly."""

    def run(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
        try:
            return command(parsed, loaded)
        except BadRequest as error:
            print(error.message, file=sys.stderr)
            return WRONG

    return run


def _judge(
    parsed: argparse.Namespace,
    loaded: LoadedSettings,
    path: Path | None,
    sources: Sequence[judging.TakeFile],
    run: judging.Run,
) -> int:
    plan = _plan(parsed, loaded)
    progress = Progress("judge")
    with judging.ResultsFile(path) as results:
        outcome = judging.Scan(results, plan, progress).run(run, sources)
        progress.end()
        if not outcome.judged:
            print(" ".join(outcome.unreadable) or "There is nothing to judge.", file=sys.stderr)
            return UNREADABLE
        write_report(judging.run_report(results, run.name, plan.thresholds), parsed)
    print_outcome(outcome)
    return DONE


def _plan(parsed: argparse.Namespace, loaded: LoadedSettings) -> judging.JudgePlan:
    names = [name for name in (parsed.judges or "").split(",") if name]
    return judging.plan_judges(
        judging.JudgeOptions.of(loaded.settings),
        judging.find_thresholds(parsed.thresholds or loaded.settings.judging.thresholds),
        names=names,
        quality_choice=judging.QualityChoice.parse(parsed.mos or judging.ALL),
    )


async def _speak_all(
    parsed: argparse.Namespace,
    loaded: LoadedSettings,
    chosen: Sequence[judging.Prompt],
    voices: Sequence[str],
    progress: Progress,
) -> dict[str, tuple[list[judging.Take], str]]:
    """Speak all prompts in all voices, with one loaded engine, before any judge is loaded."""
    speaker = (
        judging.server_speaker(parsed.server, parsed.key or "", parsed.model)
        if parsed.server
        else judging.own_speaker(loaded, parsed.model)
    )
    async with speaker as (speak, name):
        return {voice: (await judging.speak_prompts(speak, chosen, voice, progress), name) for voice in voices}


def _text_of(parsed: argparse.Namespace) -> str:
    if parsed.text is not None:
        return str(parsed.text)
    if parsed.text_file is None:
        return ""
    if str(parsed.text_file) == "-":
        return sys.stdin.read(MAX_TEXT_BYTES)
    try:
        with parsed.text_file.open("rb") as file:
            return str(file.read(MAX_TEXT_BYTES).decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadRequest(f"{parsed.text_file} cannot be read as UTF-8.") from error


def _results_path(parsed: argparse.Namespace, loaded: LoadedSettings) -> Path:
    if parsed.results is not None:
        return Path(parsed.results)
    if problem := loaded.sources.paths.prepare():
        raise Unavailable(f"{problem}.")
    return loaded.sources.paths.judgements


def _print_runs(runs: Sequence[judging.Run], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"name": run.name, "kind": run.kind, "begun": run.begun, "ended": run.ended, "about": dict(run.about)}
            for run in runs
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for line in _run_lines(runs):
        print(line)


def _run_lines(runs: Sequence[judging.Run]) -> Iterator[str]:
    width = max((len(run.name) for run in runs), default=0)
    for run in runs:
        begun = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.begun))
        state = "" if run.ended else "  not ended: the same command goes on"
        yield f"{run.name:<{width}}  {begun}  {run.kind}{state}"


def _add_list(actions: "Subparsers") -> None:
    parser = add_command(
        actions, "list", "list the judges, and what would bring the missing ones", _checked(show), nested=True
    )
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def _add_file(actions: "Subparsers") -> None:
    parser = add_command(
        actions, "file", "judge sound files against a text; nothing is kept", _checked(judge_files), nested=True
    )
    parser.add_argument("sounds", nargs="+", type=Path, metavar="SOUND", help="WAV, FLAC, MP3, Opus and others")
    parser.add_argument("--text", default=None, help="the text that it is to say")
    parser.add_argument("--text-file", type=Path, default=None, metavar="FILE", help="a file with it; - reads it")
    _add_judging_arguments(parser)
    add_report_arguments(parser)


def _add_scan(actions: "Subparsers") -> None:
    parser = add_command(actions, "scan", "judge a folder of sounds with their texts", _checked(scan), nested=True)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="name.wav beside name.txt, or a data set")
    _add_judging_arguments(parser)
    _add_results_argument(parser)
    add_report_arguments(parser)


def _add_prompts(actions: "Subparsers") -> None:
    parser = add_command(actions, "prompts", "speak a hundred prompts, and judge them", _checked(prompts), nested=True)
    parser.add_argument("--voices", nargs="+", default=None, metavar="VOICE", help="the voices, one after another")
    parser.add_argument("--server", default=None, metavar="URL", help="let a server with OpenAI's route speak")
    parser.add_argument("--key", default=None, help="the key for that server")
    parser.add_argument(
        "--limit", type=int, default=None, metavar="NUMBER", help="about so many prompts, of all classes"
    )
    parser.add_argument("--name", default=None, metavar="RUN", help="the name under which the run is kept")
    parser.add_argument("--against", default=None, metavar="RUN", help="compare with an earlier run")
    parser.add_argument(
        "--fail-below",
        nargs="+",
        default=[],
        metavar="LIMIT",
        help="exit with 1 if a figure is worse: 97 (words right, percent), or NAME=NUMBER such as ovrl=3.5",
    )
    _add_judging_arguments(parser)
    _add_results_argument(parser)
    add_report_arguments(parser)


def _add_homographs(actions: "Subparsers") -> None:
    parser = add_command(
        actions, "homographs", "list the words whose readings are told apart by ear", _checked(homographs), nested=True
    )
    parser.add_argument("--json", action="store_true", default=False, help="as JSON, for programs")


def _add_report(actions: "Subparsers") -> None:
    parser = add_command(actions, "report", "show what was found, or list the runs", _checked(report_run), nested=True)
    parser.add_argument(
        "run", nargs="?", default=None, metavar="RUN", help="the name of a run; without it, all are listed"
    )
    parser.add_argument("--against", default=None, metavar="RUN", help="compare with another run")
    parser.add_argument("--thresholds", default=None, metavar="NAME", help="strict, balanced or permissive")
    _add_results_argument(parser)
    add_report_arguments(parser)


def _add_judging_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--judges", default=None, metavar="NAMES", help="only these, separated by commas")
    parser.add_argument("--language", default=None, metavar="TAG", help="the language of the texts: en-US")
    parser.add_argument("--thresholds", default=None, metavar="NAME", help="strict, balanced or permissive")
    parser.add_argument(
        "--mos", default=None, metavar="WHICH", help="opinion scores of all, flagged, none, or sample:0.1"
    )


def _add_results_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--results", type=Path, default=None, metavar="FILE", help="the file that keeps the results")
