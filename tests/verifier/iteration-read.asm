top it:iteration r:rest
  MAKE_LIST 0
  ITERATE it
  LOCAL it  # ! stored as Iteration
  RETURN
