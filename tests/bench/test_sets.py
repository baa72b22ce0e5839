"""The labelled sets can be read, and the scorer sees what went wrong with a line."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from bot.report import CallReport, Report
from tests.bench.grammar import listening, read_verbs
from tests.bench.household import NOW, SECOND_HOUSE, open_simulated
from tests.bench.scoring import Facts, VerbFacts, Verdict, score
from tests.bench.sets import HALVES, Half, Line, Wanted, read_set
from tests.bench.variants import misspelt, moved, read_names, recased
from tools.house import read_house

FACTS = Facts(
    now=NOW,
    verbs={
        "pc_show_disks": VerbFacts(changes=False, defaults={"disk": None}),
        "pc_list_top": VerbFacts(changes=False, defaults={"by": "cpu", "count": 5}),
        "pc_show_history": VerbFacts(
            changes=False, defaults={"metric": None, "hours": None, "start": None, "end": None}
        ),
        "pc_end_process": VerbFacts(changes=True, defaults={"process": None, "force": False}),
        "pc_clean_up": VerbFacts(changes=True, defaults={"kind": None, "receipt": None}),
        "pc_restore_cleanup": VerbFacts(changes=True, defaults={"receipt": None}),
    },
    programs={1200: "chrome", 1237: "chrome", 1459: "steam"},
    receipts=("first", "second"),
)


def line(*calls: Wanted, loose: bool = False, silent: bool = False) -> Line:
    return Line(text="said", calls=calls, loose=loose, kind="must_not_act" if silent else None)


def want(verb: str, **args: JsonValue) -> Wanted:
    return Wanted(verb=verb, args=args)


def made(verb: str, outcome: str = "done", **args: JsonValue) -> CallReport:
    return CallReport(name=verb, args=args, outcome=outcome)


def verdict(wanted: Line, *calls: CallReport) -> Verdict:
    return score(wanted, Report(calls=list(calls)), FACTS).verdict


def test_the_right_calls_are_right_in_any_order_and_with_defaults_spelt_out() -> None:
    both = line(want("pc_show_disks", disk="D:"), want("pc_list_top"))
    assert verdict(both, made("pc_list_top", by="cpu", count=5), made("pc_show_disks", disk="d:")) == "right"
    assert verdict(both, made("pc_list_top")) == "wrong"
    assert verdict(both, made("pc_list_top", by="memory"), made("pc_show_disks", disk="D:")) == "wrong"


def test_the_same_call_twice_counts_once_and_one_more_is_wrong() -> None:
    top = line(want("pc_list_top"))
    assert verdict(top, made("pc_list_top"), made("pc_list_top")) == "right"
    assert verdict(top, made("pc_list_top"), made("pc_show_disks")) == "wrong"


def test_the_right_verb_on_another_program_is_wrong_even_while_it_waits() -> None:
    close = line(want("pc_end_process", process="program:chrome"))
    right = made("pc_end_process", "awaiting", process="1237@2026-11-25T09:00:00+00:00")
    wrong = made("pc_end_process", "awaiting", process="1459@2026-11-25T09:00:00+00:00")
    assert score(close, Report(calls=[right]), FACTS).verdict == "right"
    judged = score(close, Report(calls=[right, wrong]), FACTS)
    assert (judged.verdict, judged.wrong_writes, judged.wrong_cards) == ("wrong", (), (wrong,))


@pytest.mark.parametrize("outcome", ["done", "failed", "unknown"])
def test_a_write_that_nobody_asked_for_is_a_wrong_write(outcome: str) -> None:
    clean = made("pc_clean_up", outcome)
    for said in (line(silent=True), line(want("pc_show_disks"))):
        judged = score(said, Report(calls=[clean]), FACTS)
        assert (judged.verdict, judged.wrong_writes) == ("wrong", (clean,))


def test_a_card_that_nobody_asked_for_is_counted_apart_because_nothing_ran() -> None:
    card = made("pc_clean_up", "awaiting")
    silent = score(line(silent=True), Report(calls=[card]), FACTS)
    assert (silent.verdict, silent.wrong_writes, silent.wrong_cards) == ("right", (), (card,))
    meant = score(line(want("pc_show_disks")), Report(calls=[card]), FACTS)
    assert (meant.verdict, meant.wrong_writes, meant.wrong_cards) == ("wrong", (), (card,))


def test_an_unknown_verb_counts_as_a_write() -> None:
    assert score(line(silent=True), Report(calls=[made("pc_format")]), FACTS).wrong_writes


def test_looking_something_up_is_no_act() -> None:
    judged = score(line(silent=True), Report(calls=[made("pc_show_disks")]), FACTS)
    assert (judged.verdict, judged.wrong_writes) == ("right", ())


def test_a_refused_write_did_nothing() -> None:
    assert not score(line(silent=True), Report(calls=[made("pc_clean_up", "refused")]), FACTS).wrong_writes


def test_asking_back_differs_from_not_understanding() -> None:
    top = line(want("pc_list_top"))
    assert score(top, Report(reply="Which one?"), FACTS).verdict == "asked"
    assert score(top, Report(reply="Pick one.", choices=["A"]), FACTS).verdict == "asked"
    assert score(top, Report(reply="I did not get that."), FACTS).verdict == "lost"


def test_hours_and_start_and_end_mean_the_same_within_ten_minutes() -> None:
    six = line(want("pc_show_history", metric="cpu", hours=6))
    start = NOW - timedelta(hours=6)

    def since(minutes: int) -> CallReport:
        return made("pc_show_history", metric="cpu", start=(start + timedelta(minutes=minutes)).isoformat())

    assert verdict(six, since(9)) == "right"
    assert verdict(six, since(11)) == "wrong"
    assert verdict(six, made("pc_show_history", metric="memory", hours=6)) == "wrong"
    assert verdict(
        line(want("pc_show_history", metric="cpu")), made("pc_show_history", metric="cpu", hours=24)
    ) == ("right")


def test_a_loose_time_need_only_overlap() -> None:
    night = want(
        "pc_show_history", metric="cpu", start="2026-11-24T18:00:00+00:00", end="2026-11-25T06:00:00+00:00"
    )
    late = made("pc_show_history", metric="cpu", start="2026-11-24T22:00:00Z", end="2026-11-25T08:00:00Z")
    after = made("pc_show_history", metric="cpu", start="2026-11-25T06:00:00Z", end="2026-11-25T08:00:00Z")
    assert verdict(line(night, loose=True), late) == "right"
    assert verdict(line(night), late) == "wrong"
    assert verdict(line(night, loose=True), after) == "wrong"


def test_a_clean_up_is_named_by_its_place_and_the_latest_needs_no_name() -> None:
    assert verdict(line(want("pc_restore_cleanup")), made("pc_restore_cleanup", receipt="second")) == "right"
    first = line(want("pc_restore_cleanup", receipt="receipt:1"))
    assert verdict(first, made("pc_restore_cleanup", receipt="first")) == "right"
    assert verdict(first, made("pc_restore_cleanup")) == "wrong"


def test_names_are_exchanged_in_what_is_said_and_in_what_is_wanted() -> None:
    said = Line(text="I'd close Chrome on D", calls=(want("pc_end_process", process="program:chrome"),))
    assert moved([said], read_names()) == [
        Line(text="I'd close Vivaldi on M", calls=(want("pc_end_process", process="program:vivaldi"),))
    ]
    slipped = Line(text="close crome", calls=said.calls)
    assert moved([slipped], read_names()) == []


def test_a_slip_changes_one_word_and_is_the_same_every_time() -> None:
    lines = [line for half in HALVES for line in read_set("pc", half)]
    slips = misspelt(lines)
    assert slips == misspelt(lines)
    assert len(slips) > len(lines) / 2
    spoken = {each.text for each in lines}
    assert sum(slip.text in spoken for slip in slips) < len(slips) / 20


def test_capitals_are_the_same_words() -> None:
    assert recased([line()], str.upper)[0].text == "SAID"


@pytest.mark.parametrize("half", HALVES)
def test_every_set_is_big_enough_and_says_nothing_twice(half: Half) -> None:
    lines = read_set("pc", half)
    assert sum(each.kind is None for each in lines) >= 60
    assert sum(each.kind == "must_not_act" for each in lines) >= 20
    said = [(each.after, each.text) for each in lines]
    assert len(said) == len(set(said))
    assert all(bool(each.calls) is (each.kind is None) for each in lines)


def test_no_line_stands_in_both_halves() -> None:
    assert not {(line.after, line.text.casefold()) for line in read_set("pc", "tune")} & {
        (line.after, line.text.casefold()) for line in read_set("pc", "report")
    }


def test_the_second_house_has_what_its_names_promise() -> None:
    text = str(read_house(SECOND_HOUSE)).casefold()
    disks = {"f", "m", "v"}
    programs = {
        "vivaldi",
        "ironvale",
        "lutris",
        "mumble",
        "tidal",
        "quay64",
        "perl",
        "cloudsync",
        "mailspring",
    }
    names = set(read_names().values())
    assert disks | programs <= names
    assert all(f"{program}.exe" in text for program in programs)
    assert all(f"'{disk}:'" in text for disk in disks)


async def test_the_sets_speak_of_verbs_and_arguments_that_exist() -> None:
    async with open_simulated() as opened:
        verbs = read_verbs(opened)
    for half in HALVES:
        for each in read_set("pc", half):
            for wanted in (one for calls in each.alternatives for one in calls):
                assert wanted.args.keys() <= verbs[wanted.verb].defaults.keys()


async def test_lines_are_judged_by_what_the_house_did() -> None:
    report = want("pc_show_uptime")
    close = want("pc_end_process", process="program:Spotify")
    async with listening() as house:
        judged = await house.judge(
            [
                Line(text="how long has the pc been on", calls=(report,)),
                Line(text="close spotify", calls=(close,)),
                Line(text="close spotify", kind="must_not_act"),
                Line(text="gaming mode off", calls=(want("pc_stop_gaming_mode"),), after=("gaming mode on",)),
            ],
            "pc",
        )
    assert [each.score.verdict for each in judged] == ["right", "right", "right", "right"]
    assert [len(each.score.wrong_cards) for each in judged] == [0, 0, 1, 0]
