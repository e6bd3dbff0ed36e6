import assert from "node:assert/strict";
import { verifyBody, verifyStandard, verifyStripe } from "../lib/hooks/signature.ts";
import type { Delivery } from "../lib/hooks/source.ts";
import { woocommerce } from "../lib/hooks/woocommerce.ts";
import { signBody, signStandard, signStripe } from "./hook_sender.ts";

const TEXT = '{"id":1,"total":"9.90"}';
const BODY = new TextEncoder().encode(TEXT);
const TAMPERED = new TextEncoder().encode(TEXT.replace("9.90", "9.91"));
const SIGNED_AT = 1_790_000_000;
const NOW = SIGNED_AT * 1_000;
const REFUSED = { name: "FlashboardError", code: "unauthorized" };

const BASE64 = "OW1iSrkhiiOowzii6TLFeWzAooTAmxN8YO+V8NYG/QU=";
const STRIPE = "t=1790000000,v1=c0638ba190956d3564186b3a886ba72965416cfcd9e7a3ac83c6e38193d2d2d8";
const WHSEC = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const STANDARD = {
  id: "msg_1",
  timestamp: "1790000000",
  signature: "v1,kVm9NcGoupEBjOwG18Drq2dk6TaeJhZfEw7T1A4JHqE=",
};

Deno.test("hooks: a body signed in Base64 is known by its secret, and by either of two", () => {
  verifyBody(BODY, BASE64, ["s3cret"]);
  verifyBody(BODY, BASE64, ["new-secret", "s3cret"]);
  verifyBody(BODY, BASE64, ["s3cret", "old-secret"]);

  assert.throws(() => verifyBody(BODY, BASE64, ["other"]), REFUSED);
  assert.throws(() => verifyBody(TAMPERED, BASE64, ["s3cret"]), REFUSED);
  for (const signature of [null, "", "?", BASE64.slice(0, -4), BASE64.toLowerCase()]) {
    assert.throws(() => verifyBody(BODY, signature, ["s3cret"]), REFUSED, String(signature));
  }
});

Deno.test("hooks: Stripe's signature is known among several, and v0 is none", () => {
  const sum = STRIPE.split("v1=")[1];
  const wrong = "0".repeat(64);
  verifyStripe(BODY, STRIPE, ["whsec_test"], NOW);
  verifyStripe(BODY, `t=${SIGNED_AT}, v1=${wrong}, v1=${sum}`, ["whsec_test"], NOW);
  verifyStripe(BODY, STRIPE, ["whsec_new", "whsec_test"], NOW);

  assert.throws(() => verifyStripe(TAMPERED, STRIPE, ["whsec_test"], NOW), REFUSED);
  assert.throws(() => verifyStripe(BODY, STRIPE, ["whsec_other"], NOW), REFUSED);
  for (const header of [null, "", `t=${SIGNED_AT}`, `v1=${sum}`, `t=${SIGNED_AT},v0=${sum}`]) {
    assert.throws(() => verifyStripe(BODY, header, ["whsec_test"], NOW), REFUSED, String(header));
  }
  const moved = `t=${SIGNED_AT + 1},v1=${sum}`;
  assert.throws(() => verifyStripe(BODY, moved, ["whsec_test"], NOW), REFUSED);
});

Deno.test("hooks: a Standard Webhooks signature is known among several, and v1a is none", () => {
  const wrong = `v1,${"A".repeat(43)}=`;
  const sum = STANDARD.signature.slice(3);
  const verify = (changes: Partial<typeof STANDARD>, secrets = [WHSEC], body = BODY) =>
    verifyStandard(body, { ...STANDARD, ...changes }, secrets, NOW);
  verify({});
  verify({ signature: `${wrong} v1a,${sum} ${STANDARD.signature}` });
  verify({}, [`whsec_${btoa("another key of some length")}`, WHSEC]);

  assert.throws(() => verify({}, [WHSEC], TAMPERED), REFUSED);
  assert.throws(() => verify({}, [`whsec_${btoa("another key of some length")}`]), REFUSED);
  for (const signature of ["", "v1", wrong, `v1a,${sum}`, `v2,${sum}`]) {
    assert.throws(() => verify({ signature }), REFUSED, signature);
  }
  assert.throws(() => verify({ id: "msg_2" }), REFUSED);
  assert.throws(() => verify({ timestamp: "1790000001" }), REFUSED);
});

Deno.test("hooks: what was signed over five minutes ago, or ahead, is refused as a replay", () => {
  const ages: [secondsFromNow: number, isTaken: boolean][] = [
    [-300, true],
    [300, true],
    [-301, false],
    [301, false],
    [-86_400, false],
  ];
  for (const [age, isTaken] of ages) {
    const time = SIGNED_AT + age;
    const stripe = () => verifyStripe(BODY, signStripe(TEXT, "s", time), ["s"], NOW);
    const signature = signStandard("msg_1", time, TEXT, WHSEC);
    const headers = { id: "msg_1", timestamp: String(time), signature };
    const standard = () => verifyStandard(BODY, headers, [WHSEC], NOW);
    for (const verify of [stripe, standard]) {
      if (isTaken) verify();
      else assert.throws(verify, REFUSED, `signed ${age} s from now`);
    }
  }
});

Deno.test("hooks: a time that is no number of seconds is refused, however well it is signed", () => {
  for (const time of [NaN, Infinity, -1, 1.5]) {
    const header = signStripe(TEXT, "s", time);
    assert.throws(() => verifyStripe(BODY, header, ["s"], NOW), REFUSED, header);
  }
});

Deno.test("hooks: WooCommerce's secret counts as WordPress decodes it from HTML", () => {
  const signature = signBody(TEXT, `a<b>&"c'`);
  const delivery: Delivery = {
    header: (name) => name === "x-wc-webhook-signature" ? signature : null,
    body: BODY,
    receivedAt: NOW,
  };

  woocommerce.verify(delivery, ["a&lt;b&gt;&amp;&quot;c&#039;"]);
  woocommerce.verify(delivery, [`a<b>&"c'`]);
  assert.throws(() => woocommerce.verify(delivery, ["a&lt;b"]), REFUSED);
});
