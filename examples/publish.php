<?php // Publishes an order, with nothing but PHP 8: PUBLISH_KEY=fb_… php examples/publish.php [URL]
// Its id makes it safe to send again: an order counts once, however often it is sent.
$url = ($argv[1] ?? 'http://127.0.0.1:8000') . '/api/publish/orders';
$order = ['id' => 'php-1001', 'customer' => 'Ada Lovelace', 'total' => '39.90',
  'items' => [['productId' => 'p1', 'name' => 'Mug', 'quantity' => 2, 'price' => '19.95']]];

function send(string $url, array $item): array {
  $answer = @fopen($url, 'r', false, stream_context_create(['http' => [
    'method' => 'POST',
    'header' => ['Authorization: Bearer ' . getenv('PUBLISH_KEY'), 'Content-Type: application/json'],
    'content' => json_encode($item),
    'timeout' => 10,
    'ignore_errors' => true, // read what a refusal says
  ]]));
  if (!$answer) return [503, 1, 'no answer']; // or a lost one: the order may have been taken or not
  $head = stream_get_meta_data($answer)['wrapper_data'];
  $after = preg_grep('/^Retry-After: \d+$/i', $head);
  $wait = explode(': ', end($after) ?: 'Retry-After: 1')[1];
  return [(int) explode(' ', $head[0])[1], (int) $wait, stream_get_contents($answer)];
}

for ($left = 7; ; $left--) {
  [$status, $wait, $text] = send($url, $order);
  if ($status < 300) exit("$text\n");
  if ($left === 0 || ($status < 500 && $status !== 408 && $status !== 429)) throw new Exception($text);
  sleep($wait);
}
