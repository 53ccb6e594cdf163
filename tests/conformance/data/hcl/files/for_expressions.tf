locals {
  upper   = [for s in var.names : upper(s)]
  indexed = [for i, s in var.names : "${i}-${s}" if s != ""]
  object  = { for s in var.names : s => length(s) }
  grouped = { for u in var.users : u.team => u.name... if u.active }
  nested  = flatten([
    for team, members in var.teams : [
      for m in members : {
        team   = team
        member = m
      }
    ]
  ])
  swapped = {
    for k, v in var.map :
    v => k
  }
}
