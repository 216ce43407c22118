"""The worker's part of an import: check it, and write it if that was asked for."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from chassis.database import AsyncSession, Database, SQLAlchemyError, is_away, sqlstate
from events import publish
from events.schemas.metering import IntervalDataImported

from metering.clients.files.refusal import FileRefusedError
from metering.clients.parser import Parser
from metering.domain.imports import ImportState
from metering.settings import Settings
from metering.storage.contracts import ContractRepository
from metering.storage.imports import ImportRepository
from metering.storage.intervals import IntervalRepository
from metering.storage.reading_models import ImportRow
from metering.usecases.check_import import ImportOutcome, check_import
from metering.usecases.write_readings import write_readings

log = structlog.get_logger(__name__)
_PAUSE_SECONDS: Final = 0.2
_STATEMENT_SECONDS: Final = 60.0  # nobody waits for these as for an answer
_MET_ANOTHER: Final = "23505"  # a customer's own submission came in between: the job is done anew
_OUR_FAULT: Final = {"code": "internal_error", "detail": "Что-то сломалось у нас. Мы это записали и разберёмся."}


async def run_import(session: AsyncSession, parser: Parser, now: datetime) -> bool:
    """One job, in the caller's transaction: killed anywhere, it is as if it had not begun. False: there is none."""
    imports = ImportRepository(session)
    row = await imports.claim()
    if row is None:
        return False
    import_id = row.id
    try:
        async with session.begin_nested():
            await _carry_out(session, parser, row, now)
    except FileRefusedError as error:
        await imports.fail(import_id, {"code": error.code, "detail": error.ru})
    except Exception as error:
        if is_away(error) or sqlstate(error) == _MET_ANOTHER:
            raise
        log.exception("import_failed", import_id=str(import_id))
        await imports.fail(import_id, _OUR_FAULT)
    await imports.finish(import_id)
    return True


async def _carry_out(session: AsyncSession, parser: Parser, row: ImportRow, now: datetime) -> None:
    if row.commit_rows:
        await ContractRepository(session).lock(row.contract_number)
    content = await ImportRepository(session).content(row.id)
    await _conclude(session, row, await check_import(session, parser, row, content, now), now)


async def _conclude(session: AsyncSession, row: ImportRow, outcome: ImportOutcome, now: datetime) -> None:
    row.total, row.refused, row.gaps = outcome.total, outcome.refused, outcome.gaps
    row.errors = list(await ImportRepository(session).keep_errors(row.id, outcome.errors))
    row.state = ImportState.CHECKED
    writable = outcome.readings or outcome.blocks
    if row.commit_rows is None or not writable or (row.commit_rows == "all" and outcome.refused):
        return
    await write_readings(session, outcome.readings, now)
    written = await IntervalRepository(session).write(outcome.blocks) if outcome.blocks else 0
    row.written, row.state = outcome.rows_of_readings + written, ImportState.COMMITTED
    if outcome.blocks:
        await publish(session, _imported(row, outcome.blocks))


def _imported(row: ImportRow, blocks: Sequence[dict[str, Any]]) -> IntervalDataImported:
    days = [block["day"] for block in blocks]
    return IntervalDataImported(
        contract_number=row.contract_number,
        import_id=row.id,
        points=sorted({block["point_code"] for block in blocks})[:1000],
        since=min(days),
        until=max(days),
        days=len(days),
        gaps=row.gaps,
    )


class ImportLoop:
    """A task of the worker; several workers share the queue.

    It has a thread with an event loop and a database pool of its own: rows by the ten thousand are looked at here, and
    the consumer beside it must not miss a heartbeat for that.
    """

    def __init__(
        self, settings: Settings, pause: float = _PAUSE_SECONDS, statement: float = _STATEMENT_SECONDS
    ) -> None:
        self._settings = settings.model_copy(update={"database_timeout_seconds": statement})
        self._pause = pause

    async def run(self, stop: asyncio.Event) -> None:
        """One job after another until `stop`; the one in hand is finished."""
        ended = threading.Event()
        work = asyncio.ensure_future(asyncio.to_thread(asyncio.run, self._work(ended)))
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        ended.set()
        await work

    async def _work(self, ended: threading.Event) -> None:
        """What a database that is away or too slow prevents, the next round does."""
        database, parser = Database(self._settings), Parser()
        try:
            while not ended.is_set():
                more = False
                try:
                    async with database.session() as session:
                        more = await run_import(session, parser, datetime.now(UTC))
                except Exception as error:  # of SQLAlchemy, or of the driver that it was asked to lend
                    if not (isinstance(error, SQLAlchemyError | OSError) or is_away(error)):
                        raise
                    log.warning("import_put_off", problem=type(error).__name__)
                if not more:
                    await asyncio.sleep(self._pause)
        finally:
            await parser.close()
            await database.dispose()
