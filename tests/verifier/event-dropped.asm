top
  UNWIND clean
  NULL
  DROP_HANDLER
  NULL
clean:
  POP
  RETURN
