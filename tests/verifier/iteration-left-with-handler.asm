top it:iteration r:rest
  MAKE_LIST 0
  ITERATE it
  END_EJECTOR it ended
  NULL
  RETURN  # ! handler
ended:
  RETURN
