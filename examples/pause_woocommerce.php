<?php // Ends a sale in WooCommerce when Flashboard asks for it: docs/promotion-guard.md says how to set it up.
// Nothing but PHP 8: put it behind your web server, or try it with php -S 127.0.0.1:8080 examples/pause_woocommerce.php
// SHOP_URL=https://shop.example SHOP_KEY=ck_… SHOP_SECRET=cs_… (read/write) WEBHOOK_SECRET=whsec_…

/** Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`, no older than five minutes. */
function isSigned(string $body): bool {
  $id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
  $sentAt = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '0';
  $key = base64_decode(substr(getenv('WEBHOOK_SECRET') ?: '', strlen('whsec_')));
  if ($key === '' || abs(time() - (int) $sentAt) >= 300) return false;
  $right = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$sentAt.$body", $key, true));
  foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $given) {
    if (hash_equals($right, $given)) return true;
  }
  return false;
}

function shop(string $method, string $path, ?array $body = null): array {
  $answer = @fopen(getenv('SHOP_URL') . '/wp-json/wc/v3' . $path, 'r', false, stream_context_create(['http' => [
    'method' => $method,
    'header' => [
      'Authorization: Basic ' . base64_encode(getenv('SHOP_KEY') . ':' . getenv('SHOP_SECRET')),
      'Content-Type: application/json',
    ],
    'content' => $body === null ? '' : json_encode($body),
    'timeout' => 10,
  ]]));
  if (!$answer) throw new Exception("The shop refused $method $path");
  return json_decode(stream_get_contents($answer), true);
}

/** Flashboard names a product or variation by its SKU, or by its id where it has none. */
function pathOf(string $productId): string {
  $found = shop('GET', '/products?sku=' . rawurlencode($productId))[0]
    ?? (ctype_digit($productId) ? shop('GET', "/products/$productId") : null);
  if (!$found) throw new Exception("No product is called $productId");
  ['id' => $id, 'parent_id' => $parent] = $found + ['parent_id' => 0];
  return $parent ? "/products/$parent/variations/$id" : "/products/$id";
}

header('Content-Type: text/plain');
$body = file_get_contents('php://input');
if (!isSigned($body)) {
  http_response_code(401);
  exit("Not signed\n");
}
['type' => $type, 'data' => $data] = json_decode($body, true);
try {
  if ($type === 'promotion.pause.requested') {
    // The sale ends, and what is not there is no longer sold.
    shop('PUT', pathOf($data['productId']), ['sale_price' => '', 'backorders' => 'no']);
    error_log("Paused {$data['name']}: {$data['reason']}");
  }
  http_response_code(204);
} catch (Exception $error) { // Flashboard sends it again; to pause twice does no harm
  error_log($error->getMessage());
  http_response_code(500);
}
