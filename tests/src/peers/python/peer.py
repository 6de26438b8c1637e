"""The line protocol of `t2l bench --peer-command`, for peers in Python.

A question is {"row": NAME, "threads": N, "times": K}, with "model": PATH if the row has a model, and the answer
{"name": PEER, "seconds": S}, the seconds of one run, or {} to a row that the peer does not know. See
`t2l.bench.PeerCommand`.
"""
import json
import os
import sys
import time

# Threads that spin between two loops are fast, and are left to do so, but for about a millisecond only, since they must
# have stopped before it is another's turn. Import this before the library.
os.environ.update(GOMP_SPINCOUNT="10000", KMP_BLOCKTIME="1", OPENBLAS_THREAD_TIMEOUT="20")


def rest():
    """Waits until all threads sleep.

    The kernel counts the time of a running thread at its ticks, which are up to 10 ms apart.
    """
    before = -1.0
    while time.process_time() - before > 5e-4:
        before = time.process_time()
        time.sleep(1.2e-2)


def answer(name, make):
    """Answers all questions. `make(row, threads, model)` returns the work of a row, or None."""
    asked, work = None, None
    for line in sys.stdin:
        question = json.loads(line)
        row, threads, times = question["row"], question["threads"], question["times"]
        if row != asked:
            asked, work = row, None  # frees the memory of the row before
            work = make(row, threads, question.get("model"))
        if work is None:
            print("{}", flush=True)
            continue
        clock = time.process_time if threads == 1 else time.perf_counter  # as t2l bench itself does
        begin = clock()
        for _ in range(times):
            work()
        seconds = (clock() - begin) / times
        rest()
        print(json.dumps({"name": name, "seconds": seconds}), flush=True)
