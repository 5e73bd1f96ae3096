top it:iteration r:rest
  NEXT_VALUE it end  # ! may be unbound
  RETURN
end:
  NULL
  RETURN
