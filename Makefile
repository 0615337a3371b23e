# Aliases of run.py.
.PHONY: run test check bench drill
run:
	python3 run.py
test:
	python3 run.py test
check:
	python3 run.py check
bench:
	python3 run.py bench
drill:
	python3 run.py drill
