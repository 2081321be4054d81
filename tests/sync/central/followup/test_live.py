from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import create_engine

from sync.central.followup.live import QUEUE, Hub, Listener, News, notify, stream

CASE = News("H001", case="c1", ticket="A042", window="3")
PATIENCE = 5.0  # seconds a test waits for what must happen; none is used up when it does


async def heard(events: AsyncIterator[str]) -> tuple[str, dict[str, str]]:
    text = await asyncio.wait_for(anext(events), PATIENCE)
    if text.startswith(":"):
        return text.strip(), {}
    name, data = text.strip().split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def rest(events: AsyncIterator[str]) -> AsyncIterator[str]:
    """Yield the names of what still comes, until the stream ends."""
    async for text in events:
        yield text.partition("\n")[0].removeprefix("event: ")


def test_whoever_connects_gets_a_snapshot_then_each_case_at_once_and_a_change() -> None:
    async def story() -> None:
        hub = Hub()
        events = stream(hub, "H001", pause=0.01)
        assert await heard(events) == ("snapshot", {"hall": "H001"})
        hub.publish(CASE)
        assert await heard(events) == ("case", {"hall": "H001", "case": "c1", "ticket": "A042", "window": "3"})
        assert await heard(events) == ("changed", {"hall": "H001"})

    asyncio.run(story())


def test_many_changes_become_one_and_other_halls_are_not_heard() -> None:
    async def story() -> None:
        hub = Hub()
        events = stream(hub, "H001", pause=0.05, alive=0.2)
        await heard(events)
        for _ in range(30):
            hub.publish(News("H001"))
            hub.publish(News("H002"))
        assert (await heard(events))[0] == "changed"
        assert (await heard(events))[0] == ": alive"

    asyncio.run(story())


def test_what_one_transaction_tells_in_several_pieces_is_one_change_and_holds_up_none_that_comes_later() -> None:
    async def story() -> None:
        hub = Hub()
        events = stream(hub, "H001", pause=0.2, alive=0.3)
        await heard(events)
        for _ in range(3):
            assert (await heard(events))[0] == ": alive", "quiet for longer than a pause"
            for news in (CASE, News("H001"), News("H001")):
                hub.publish(news)
            assert [(await heard(events))[0] for _ in range(3)] == ["case", "changed", ": alive"]

    asyncio.run(story())


def test_news_from_another_thread_reaches_every_watcher() -> None:
    async def story() -> None:
        hub = Hub()
        watchers = [stream(hub, "H001", pause=0.01) for _ in range(20)]
        for events in watchers:
            await heard(events)
        threading.Thread(target=hub.publish, args=(CASE,)).start()
        assert {(await heard(events))[0] for events in watchers} == {"case"}

    asyncio.run(story())


def test_a_watcher_that_cannot_keep_up_is_ended_and_costs_the_others_nothing() -> None:
    async def story() -> None:
        hub = Hub()
        slow, quick = (stream(hub, "H001", pause=0.01) for _ in range(2))
        await heard(slow)
        await heard(quick)
        for _ in range(QUEUE + 5):
            hub.publish(CASE)
            assert (await heard(quick))[0] in ("case", "changed")
        assert [name async for name in rest(slow)].count("case") < QUEUE + 5

    asyncio.run(story())


def test_stopping_ends_every_stream_and_those_that_come_after() -> None:
    async def story() -> None:
        hub = Hub()
        before = stream(hub, "H001")
        await heard(before)
        hub.stop()
        with pytest.raises(StopAsyncIteration):
            await heard(before)
        after = stream(hub, "H001")
        await heard(after)
        with pytest.raises(StopAsyncIteration):
            await heard(after)
        hub.publish(CASE)

    asyncio.run(story())


def test_a_stream_that_was_left_is_forgotten() -> None:
    async def story() -> Hub:
        hub = Hub()
        events = stream(hub, "H001")
        await heard(events)
        await events.aclose()
        return hub

    assert not asyncio.run(story())._watchers


def test_another_process_is_told_when_the_transaction_commits_and_not_when_it_does_not(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    hub = Hub()
    listener = Listener(engine.url, hub)
    listener.start()
    assert listener.listening.wait(PATIENCE)

    async def story() -> None:
        events = stream(hub, "H001", pause=0.01)
        await heard(events)
        with engine.connect() as undone:
            notify(undone, [News("H001", case="never", ticket="A001", window="1")])
            undone.rollback()
        with engine.begin() as done:
            notify(done, [CASE])
        name, facts = await heard(events)
        assert (name, facts["ticket"]) == ("case", "A042")

    try:
        asyncio.run(story())
    finally:
        listener.stop()
        engine.dispose()


def test_on_sqlite_there_is_nobody_else_to_tell() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as db:
        notify(db, [CASE])
    engine.dispose()
