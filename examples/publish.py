"""Publishes an order, with nothing but Python 3: PUBLISH_KEY=fb_… python3 examples/publish.py [URL]
Its id makes it safe to send again: an order counts once, however often it is sent."""
import http.client, json, os, sys, time, urllib.error, urllib.request

url = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000") + "/api/publish/orders"
order = {"id": "py-1001", "customer": "Ada Lovelace", "total": "39.90",
         "items": [{"productId": "p1", "name": "Mug", "quantity": 2, "price": "19.95"}]}


def send(item):
    request = urllib.request.Request(url, json.dumps(item).encode(), {
        "Authorization": f"Bearer {os.environ['PUBLISH_KEY']}", "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, 0, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, float(error.headers.get("Retry-After", 1)), error.read().decode()
    except (OSError, http.client.HTTPException) as error:
        return 503, 1, str(error)  # no answer, or a lost one: the order may have been taken or not


for left in range(7, -1, -1):
    status, wait, text = send(order)
    if status < 300:
        sys.exit(print(text))
    if left == 0 or status < 500 and status not in (408, 429):
        sys.exit(text)
    time.sleep(wait)
