# Not available on any machine, because its interpreter is not: it must be shown so, with the package, and never be started.
# Needs: /nowhere/interpreter (no-such-package)
# Workloads: echo
