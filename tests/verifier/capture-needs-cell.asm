script s c:cell
method run/0
  NULL
  RETURN
top
  NULL
  OBJECT s  # ! needs a native slot
  RETURN
