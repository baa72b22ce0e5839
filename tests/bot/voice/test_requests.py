"""The sixteen spoken requests, through a whole house with the test model."""

from bot.report import Report
from tests.bot.house import Place
from tests.bot.voice.notes import errors_in, model, note, spoken, words_of

HEARD = "“"


def heard_in(report: Report) -> str:
    """The words that the echo above the answer shows."""
    assert report.reply.startswith(("You said: “", "I think you said: “")), report.reply
    return report.reply.partition("“")[2].partition("”")[0]


def is_question(report: Report) -> bool:
    return not report.calls or all(each.outcome in {"awaiting", "failed"} for each in report.calls)


async def test_sixteen_spoken_requests_are_heard_and_lead_to_their_verb_or_a_question(place: Place) -> None:
    requests = spoken()
    assert len(requests) == 16
    assert len({each.voice for each in requests}) == 2
    assert any(each.noisy for each in requests)
    reports: list[Report] = []
    async with place.open(home=place.home_settings(), voice={"path": str(model())}) as house:
        for number, each in enumerate(requests):
            inbound = note(each.recording, number, conversation=f"room-{number}")
            reports.append(await house.local.parts.intake.answer_to(inbound))
    heard = [heard_in(report) for report in reports]
    wrong = sum(errors_in(one, each.text) for one, each in zip(heard, requests, strict=True))
    total = sum(len(words_of(each.text)) for each in requests)
    assert wrong / total < 0.10, list(zip(heard, requests, strict=True))
    astray = [
        (one, report.calls)
        for one, report, each in zip(heard, reports, requests, strict=True)
        if not (is_question(report) or {call.name for call in report.calls} == {each.verb})
    ]
    assert not astray
