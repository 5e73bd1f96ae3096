top
  UNWIND clean
  NULL
  DROP_HANDLER
  NULL
clean:
  CALL run/1  # ! parked event
  RETURN
