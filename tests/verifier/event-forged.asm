top
  INT 1
  INT 2
  END_FINALLY  # ! no parked event
  RETURN
