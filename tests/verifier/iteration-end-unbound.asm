top it:iteration r:rest
  END_EJECTOR it ended  # ! may be unbound here
  DROP_HANDLER
  NULL
ended:
  RETURN
