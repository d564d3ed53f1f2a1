"""`echo`: every message comes back as it was sent."""


class Session:
    closed = False

    def on_input(self, data):
        return data


def session_maker(_parameters, _exclusion):
    return Session
