# ! side by side
top it:iteration other:iteration r:rest
  NULL
  RETURN
