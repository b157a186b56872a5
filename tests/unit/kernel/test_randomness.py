"""Names that are made ahead are given to one thread and one process only."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic.kernel.randomness import NAME, random_bytes, random_name


def test_as_many_bytes_come_as_were_asked_for():
    assert [len(random_bytes(count)) for count in (0, 1, 32, 4096)] == [0, 1, 32, 4096]


def test_threads_share_no_name():
    with ThreadPoolExecutor(8) as pool:
        named = [pool.submit(lambda: [random_name() for _ in range(1000)]) for _ in range(8)]
        names = [name for each in named for name in each.result(timeout=20)]

    assert len(set(names)) == 8000
    assert {len(name) for name in names} == {NAME}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes fork on POSIX systems only")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_has_none_of_the_names_made_ahead():
    random_name()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"".join(random_name() for _ in range(100)))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        theirs = pipe.read()
    os.waitpid(child, 0)
    names = {random_name() for _ in range(100)}

    assert len(theirs) == 100 * NAME
    assert not names & {theirs[at : at + NAME] for at in range(0, len(theirs), NAME)}
