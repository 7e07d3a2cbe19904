"""The composition root: builds everything, joins it, starts and stops it in order."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot import duty, vault_file
from bot.reader import load_reader
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrations import migrate
from bot.storage.vault import Vault
from bot.telegram.connection import Line, connect, leave
from bot.telegram.failsafe import Failsafe
from bot.telegram.handling import InboxWorker
from bot.telegram.intake import Intake, Polling
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.team import Team
from bot.telegram.updates import ALLOWED
from bot.web import content_page
from bot.web.site import Site
from bot.workflows.delivery import DeliveryWorker
from bot.workflows.moderation import Moderation
from bot.workflows.ports import Clock, SystemClock
from bot.workflows.promises import Promises
from bot.workflows.receipts import Receipts
from bot.workflows.retention import Retention
from bot.workflows.timers import TimerWorker
from bot.workflows.turns import Turns
from bot.workflows.waiting import Waiting
from bot.workflows.worker import Worker, work
from dialogues.guide import Guide
from dialogues.loading import load_guide
from knowledge.vocabulary import Speaker

logger = logging.getLogger(__name__)
TURN_THREADS = 2
_LISTEN_AGAIN = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A bot that serves. *address* is where its web pages are; setting *stop* ends it; *look* makes every
    worker look at once at what is due, where the clock is not the system's."""

    address: str
    sandbox: Sandbox | None
    stop: asyncio.Event
    look: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The Telegram that this bot is on, and the team's chats there."""

    token: str
    api_url: str
    moderators: int
    lead: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What everything else stands on."""

    settings: Settings
    clock: Clock
    guide: Guide
    vault: Vault
    database: Database
    promises: Promises


@asynccontextmanager
async def serve(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Running]:
    """The whole bot, serving while the block runs, stopped in order after it.

    Raises RotaError, ContentError, WordingError, KeysError, PortTaken or NotConnected before it serves.
    """
    rota = duty.read(settings.rota, settings.zone) if settings.rota else None
    guide = load_guide(load_reader())
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    vault = Vault.from_setting(_keys(settings))
    async with AsyncExitStack() as stack:
        await migrate(settings.database)
        database = await Database.open(settings.database, vault)
        stack.push_async_callback(database.close)
        await database.check_keys()
        ground = Ground(
            settings=settings,
            clock=clock or SystemClock(),
            guide=guide,
            vault=vault,
            database=database,
            promises=Promises(rota=rota),
        )
        yield await _start(ground, stack)


async def _start(ground: Ground, stack: AsyncExitStack) -> Running:
    """The web site first, for the sandbox is on it; then the line to Telegram; then the work."""
    settings = ground.settings
    sandbox = await _sandbox(settings)
    site = Site(ground.database, has_reader=ground.guide.library.reader is not None)
    pages = [*sandbox.routes(), *content_page.routes(ground.guide)] if sandbox else []
    address = await site.open(settings.web_host, settings.web_port, pages, stack)
    if sandbox is not None:
        stack.push_async_callback(sandbox.close)  # before the site: its long polls end only then
    place = _place(settings, sandbox, address)
    line = await connect(place.token, place.api_url, place.moderators, stack)
    stop = asyncio.Event()
    look = await _work(ground, place, line, site, stop, stack)
    site.ready = True
    logger.info("started", extra={"address": address, "sandbox": sandbox is not None})
    return Running(address=address, sandbox=sandbox, stop=stop, look=look)


async def _work(
    ground: Ground, place: Place, line: Line, site: Site, stop: asyncio.Event, stack: AsyncExitStack
) -> Callable[[], None]:
    """Every worker, joined by its wake-ups and started; *stack* lets what is under way finish."""
    settings, database, clock, guide = ground.settings, ground.database, ground.clock, ground.guide
    pool = ThreadPoolExecutor(TURN_THREADS, thread_name_prefix="turn")
    stack.callback(pool.shutdown)
    receipts = Receipts(settings.data_dir / "receipts")
    stack.callback(receipts.close)
    turns = Turns(guide=guide, promises=ground.promises, pool=pool)
    labels = tuple(guide.script.label(name, Speaker.YOUNG_PERSON) for name in ("help_now", "menu"))
    messenger = TelegramMessenger(line.bot, menu=labels, topics=line.forum)
    delivery = DeliveryWorker(
        database, messenger, clock, receipts, moderators=place.moderators, lead=place.lead
    )
    waiting = Waiting(turns=turns, has_lead=place.lead is not None)
    timers = TimerWorker(database, waiting, clock, fired=delivery.wake.set)
    retention = Retention(
        database,
        clock,
        idle=timedelta(days=settings.session_days),
        closed=timedelta(days=settings.closed_case_days),
    )

    def after_turn() -> None:
        delivery.wake.set()
        timers.wake.set()

    chats = frozenset(chat for chat in (place.moderators, place.lead) if chat is not None)
    failsafe = Failsafe(guide, messenger)
    inbox = InboxWorker(
        database,
        turns,
        Team(moderation=Moderation(turns=turns), chats=chats),
        messenger,
        clock,
        failsafe,
        leave=partial(leave, line.bot),
        after_turn=after_turn,
    )
    intake = Intake(
        database,
        failsafe,
        clock,
        source=place.token.partition(":")[0],
        lane_of=lambda chat_id: ground.vault.lookup(str(chat_id)).hex()[:32],
        stored=inbox.wake.set,
    )
    await delivery.settle()
    workers: dict[str, Worker] = {
        "inbox": inbox,
        "delivery": delivery,
        "timers": timers,
        "retention": retention,
    }
    tasks = [asyncio.create_task(work(name, worker, stop)) for name, worker in workers.items()]
    tasks.append(asyncio.create_task(_receive(settings, line, intake, database, site, stop)))

    async def finish() -> None:
        stop.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        await inbox.drain()
        await delivery.drain()

    def look() -> None:
        for worker in workers.values():
            worker.wake.set()

    stack.push_async_callback(finish)
    return look


async def _receive(
    settings: Settings, line: Line, intake: Intake, database: Database, site: Site, stop: asyncio.Event
) -> None:
    """Until *stop*. Where Telegram fails at the beginning it is tried again: the bot must not stay deaf."""
    while not stop.is_set():
        try:
            await _listen(settings, line, intake, database, site, stop)
        except Exception:
            logger.exception("not receiving")
            site.receives = False
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LISTEN_AGAIN)


async def _listen(
    settings: Settings, line: Line, intake: Intake, database: Database, site: Site, stop: asyncio.Event
) -> None:
    """By webhook where both settings are set, by polling otherwise; until *stop*."""
    if not settings.webhooks:
        await line.bot.delete_webhook()
        site.receives = True
        await Polling(intake, line.polls, line.bot.base_url).lead(database, stop)
        return
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    site.webhook = partial(intake.webhook, secret=secret)
    url = f"{settings.public_url}/telegram/webhook"
    await line.bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED))
    site.receives = True
    await stop.wait()


def _keys(settings: Settings) -> str:
    if settings.data_keys is not None:
        return settings.data_keys.get_secret_value()
    return vault_file.keys_of(settings.data_dir)


async def _sandbox(settings: Settings) -> Sandbox | None:
    """The sandbox with a token of its own: one folder, so that deleting it makes an altogether new one."""
    if not settings.sandbox:
        return None
    folder = settings.data_dir / "sandbox"
    token = vault_file.once(folder / "token", _new_token)
    return await Sandbox.open(
        token=token,
        state=folder / "world",
        forum=settings.sandbox_forum,
        links=(("All the content", "/content"),),
    )


def _new_token() -> str:
    return f"{secrets.randbelow(10**9)}:{secrets.token_urlsafe(26)}"


def _place(settings: Settings, sandbox: Sandbox | None, address: str) -> Place:
    if sandbox is not None:
        return Place(
            token=sandbox.token,
            api_url=address,
            moderators=sandbox.moderators_chat_id,
            lead=sandbox.lead_chat_id,
        )
    assert settings.moderator_chat_id is not None  # noqa: S101 Settings sees to it
    return Place(
        token=settings.token,
        api_url=settings.bot_api_url,
        moderators=settings.moderator_chat_id,
        lead=settings.lead_chat_id,
    )
