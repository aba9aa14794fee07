"""The cases of the suite: coroutines marked with @case, run several at a time, each with a limit of its own."""

import asyncio
import dataclasses
import pathlib
import time
import traceback
from typing import Awaitable, Callable

HERE = str(pathlib.Path(__file__).parent)
LIMIT_SECONDS = 60
AT_A_TIME = 8


@dataclasses.dataclass
class Case:
    name: str
    run: Callable[..., Awaitable[None]]
    needs_cache: bool = False


ALL: list[Case] = []


def case(function):
    """Adds a case. Its name says the behaviour; its argument is the World."""
    ALL.append(Case(function.__name__, function))
    return function


def cached_case(function):
    """A case that cannot pass without a cache of runs, on any server: the SDK loses queries that come for a run while
    it works on another task of the same, and local activities do not outlive their workflow task."""
    ALL.append(Case(function.__name__, function, needs_cache=True))
    return function


async def run_all(world, only):
    """Runs the cases whose names contain `only`; gives the number of those that failed."""
    gate = asyncio.Semaphore(AT_A_TIME)
    chosen = [each for each in ALL if only in each.name and (world.cached_runs or not each.needs_cache)]
    results = await asyncio.gather(*(run_one(each, world, gate) for each in chosen))
    return len(chosen), results.count(False)


async def run_one(each, world, gate):
    async with gate:
        begin = time.monotonic()
        try:
            await asyncio.wait_for(each.run(world), LIMIT_SECONDS)
        except Exception as error:
            print(f"FAILED {each.name}\n{described(error)}", flush=True)
            return False
        print(f"ok     {each.name} ({time.monotonic() - begin:.1f} s)", flush=True)
        return True


def described(error):
    """Where in the suite it happened, and the chain of causes, which SDK errors hide in an attribute."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if HERE in each.filename]
    text = "".join(traceback.format_list(frames)) + f"{type(error).__name__}: {str(error)[:2000]}\n"
    cause = getattr(error, "cause", None)
    while cause is not None:
        text += f"  cause: {cause!r}\n"
        cause = getattr(cause, "cause", None)
    return text


async def raises(kind, awaitable):
    """The error of this kind that the call gives."""
    try:
        value = await awaitable
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} expected, got {value!r}")


async def eventually(predicate, seconds=20):
    """Waits until the coroutine function gives something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        value = await predicate()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not true after {seconds} s: {predicate}")
        await asyncio.sleep(0.05)


def same(left, right):
    assert left == right, f"{left!r} is not {right!r}"
