# Made orders.csv, once:  awk -f make_orders.awk > orders.csv
#
# 1,200 orders. About 8 % want an article that is out of stock, 6 % come with a card that is declined, 4 % go to an
# address where nobody delivers, and for 3 % the payment provider charges the card and then is silent for too long.
# Every awk writes the same file: the random numbers are the "minimal standard" of Park and Miller, which stay within
# the integers that a double holds.

function random(below) {
  state = (state * 16807) % 2147483647
  return state % below
}

BEGIN {
  state = 1241  # the year in which Snorri Sturluson died
  articles = split("drinking-horn wool-cloak rune-stone oak-shield amber-bead bone-comb sheepskin harp-string", sku, " ")
  split("2450 8900 1200 6400 350 780 5200 190", cents, " ")

  print "id,sku,quantity,cents,card,address"
  for (i = 1; i <= 1200; i++) {
    article = random(articles) + 1
    quantity = random(4) + 1
    fate = random(100)
    name = sku[article]
    card = "good"
    address = "known"
    if (fate < 8) name = "dragon-scale"
    else if (fate < 14) card = "declined"
    else if (fate < 18) address = "unknown"
    else if (fate < 21) card = "silent"
    printf "order-%04d,%s,%d,%d,%s,%s\n", i, name, quantity, quantity * cents[article], card, address
  }
}
