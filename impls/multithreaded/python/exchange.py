# multithreaded/python: a thread per connection; every step blocks the connection's own thread, and one runs Python at a time.
# Needs: /usr/bin/python3 (python3)
# Workloads: blend, gateway
# Refuses: offload (it has no loop to relieve, and the interpreter's lock lets one thread compute at a time)
# Traits: .threads = "one a connection; one that accepts, one that only waits for the stop"
# Traits: .stops_by = "the signal's thread ends the process"
# Traits: .remark = "the interpreter's lock lets one thread compute at a time; a call that blocks gives it up. Calls upstream are made one after another"

from fiveways.blocking import Upstreams, converse
from fiveways.threads import serve_on_threads

upstreams = Upstreams()
serve_on_threads(lambda connection, session: converse(connection, session, upstreams))
