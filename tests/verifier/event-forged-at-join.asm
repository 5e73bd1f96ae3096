top
  UNWIND clean
  NULL
  DROP_HANDLER
  INT 5
clean:
  END_FINALLY  # ! a parked event on one way
  RETURN
