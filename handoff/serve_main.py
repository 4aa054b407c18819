"""``python -m handoff.serve_main``: the service as a process of its own."""

from handoff.serve import main

if __name__ == "__main__":
    main()
