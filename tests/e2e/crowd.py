"""Many callers at once, each with a connection of its own."""

import concurrent.futures
import itertools
import threading

from client import Client


class Crowd:

    def __init__(self, key, size=64):
        self.clients = [Client(key) for _ in range(size)]
        self.threads = concurrent.futures.ThreadPoolExecutor(size)

    def close(self):
        self.threads.shutdown()
        for client in self.clients:
            client.close()

    def all_at_once(self, call):
        """The answers of call(client, number), begun in the same instant."""
        start = threading.Barrier(len(self.clients))

        def one(number, client):
            start.wait()
            return call(client, number)

        return list(self.threads.map(one, itertools.count(), self.clients))

    def keep_calling(self, call):
        """Each calls again and again until stop() of what is returned."""
        return Load(self, call)


class Load:

    def __init__(self, crowd, call):
        self.answers = []
        self._ended = threading.Event()
        self._calls = [crowd.threads.submit(self._run, call, client)
                       for client in crowd.clients]

    def _run(self, call, client):
        while not self._ended.is_set():
            self.answers.append(call(client))

    @property
    def failed(self):
        """Whether a caller gave up; stop() then says why."""
        return any(call.done() and call.exception() for call in self._calls)

    def stop(self):
        """All answers; raises what a caller raised."""
        self._ended.set()
        for call in self._calls:
            call.result()
        return self.answers
