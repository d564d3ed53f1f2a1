# blocking/python: one connection at a time; every step blocks the only thread that serves, calls upstream are made one after another.
# Needs: /usr/bin/python3 (python3)
# Workloads: blend, gateway
# Refuses: offload (it has no loop to relieve: each connection's computing holds up that connection only)
# Traits: .max_connections = 1, .limit_reason = "one connection at a time: the next waits until it has ended"
# Traits: .threads = "one, whatever is asked, and one that only waits for the stop", .stops_by = "the signal's thread ends the process"
# Traits: .remark = "calls upstream are made one after another"

from fiveways.blocking import Upstreams, converse
from fiveways.listener import Listener
from fiveways.service import adopted_listener, exit_when_told, session_maker

exit_when_told()
open_session = session_maker()
upstreams = Upstreams()
listener = Listener(adopted_listener(), blocking=True)
while True:
    with listener.accept() as connection:
        converse(connection, open_session(), upstreams)
