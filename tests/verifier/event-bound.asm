top x
  UNWIND clean
  NULL
  DROP_HANDLER
  NULL
clean:
  BIND x  # ! parked event
  RETURN
