// SPDX-License-Identifier: BSD-2-Clause
// Draws what /api/1/stream tells, as text: nothing that came over the wire is ever read as markup.
"use strict";

const lang = document.documentElement.lang === "id" ? "id" : "en";
const locale = lang === "id" ? "id-ID" : "en-GB";
const LOST_AFTER_MS = 6000, POLL_MS = 3000, STREAM_AGAIN_MS = 15000, CLASSES_SHOWN = 2, SECONDS_UNTOLD = 2;

const say = (key, ...args) => args.reduce((text, value, i) => text.replaceAll(`{${i + 1}}`, value), WORDS[lang][key] ?? key);
const at = (id) => document.getElementById(id);

// ---- numbers, times, places ----

const whole = new Intl.NumberFormat(lang === "id" ? "id-ID" : "en-US");
const short = new Intl.NumberFormat(lang === "id" ? "id-ID" : "en-US", { notation: "compact", maximumFractionDigits: 1 });
const brief = (n) => (n < 100000 ? whole.format(n) : short.format(n));
const regions = typeof Intl.DisplayNames === "function" ? new Intl.DisplayNames([lang], { type: "region" }) : null;

function share(part, all) {
	if (!all) return "";
	const percent = 100 * part / all;
	if (part > 0 && percent < 0.1) return "<" + whole.format(0.1) + " %";
	const rounded = percent < 100 && percent > 99.9 ? 99.9 : Math.round(percent * 10) / 10;
	return whole.format(rounded) + " %";
}

function country(code) {
	if (code === "local" || code === "unknown") return say(code);
	try { return regions ? regions.of(code) : code; } catch { return code; }
}

let offset = 0; // of the office's zone, in milliseconds
const zoned = (ms) => new Date(ms + offset);
const format = (ms, options) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(zoned(ms));
const pad = (n) => String(n).padStart(2, "0");
const clock = (ms, seconds) => {
	const d = zoned(ms);
	return `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}` + (seconds ? `:${pad(d.getUTCSeconds())}` : "");
};
const time = (text) => Date.parse(text);

// ---- making elements; text only ever becomes text ----

function make(tag, options = {}, ...children) {
	const element = document.createElement(tag);
	if (options.class) element.className = options.class;
	if (options.title) element.title = options.title;
	if (options.text !== undefined) element.textContent = options.text;
	for (const [name, value] of Object.entries(options.style ?? {})) element.style.setProperty(name, value);
	element.append(...children);
	return element;
}

function put(id, text) {
	const element = typeof id === "string" ? at(id) : id;
	if (element.textContent !== text) element.textContent = text;
}

const fill = (id, elements) => at(id).replaceChildren(...elements);

function bar(name, value, part, classes = "", title = name) {
	const percent = `${Math.max(0, Math.min(100, 100 * part))}%`;
	return make("li", { class: classes + (value === 0 ? " zero" : "") },
		make("span", { class: "name", text: name, title }),
		make("span", { class: "value", text: whole.format(value) }),
		make("span", { class: "track" }, make("span", { style: { "--share": percent } })));
}

// On a wall nothing scrolls: lists show as many rows as there is room for.
function fit(list) {
	const panel = list.closest(".panel");
	if (getComputedStyle(document.body).overflowY !== "hidden") return;
	const bottom = panel.getBoundingClientRect().bottom - parseFloat(getComputedStyle(panel).paddingBottom);
	for (const row of list.children) row.hidden = false;
	for (const row of list.children) if (row.getBoundingClientRect().bottom > bottom + 1) row.hidden = true;
}

const fitAll = () => { for (const list of document.querySelectorAll("[data-rows], #floods, #classes, #outcomes")) fit(list); };

// ---- the parts of the page ----

const whySurge = (surge) => say("why_surge", clock(time(surge.start)), whole.format(surge.attempts), whole.format(surge.usual_attempts));

function whyFloods(s, floods) {
	const going = floods.filter((flood) => flood.ongoing);
	if (s.floods_ongoing === 0) return "";
	if (going.length !== 1 || s.floods_ongoing > 1) return say("why_floods_many", s.floods_ongoing);
	return say("why_flood", say(going[0].kind), going[0].target, clock(time(going[0].start)), peak(going[0]));
}

function drawState(s, floods) {
	document.body.dataset.state = s.state;
	at("state-icon").setAttribute("href", "#is-" + s.state);
	put("state-word", say(s.state));
	const ten = whole.format(s.last_ten_minutes.attempts), usual = s.usual_ten_minutes_attempts;
	let why = usual === null ? say("why_" + s.state, ten) : say(`why_${s.state}_usual`, ten, whole.format(Math.round(usual)));
	if (s.state === "waiting" || s.state === "degraded") why = say("why_" + s.state);
	if (s.state === "attack") why = [whyFloods(s, floods), s.surge ? whySurge(s.surge) : ""].filter(Boolean).join(" ");
	put("state-why", why);
	fill("faults", s.faults.map((fault) => make("li", { text: say(fault) })));
	document.title = `${say(s.state)} · ronda` + (s.sensor ? ` ${s.sensor}` : "");
}

function drawHead(s) {
	put("sensor", s.sensor ?? "");
	put("scope", Array.isArray(s.scope) ? s.scope.join(", ") : say("any"));
	at("scope").title = at("scope").textContent;
	put("zone", s.zone.name);
	put("places", s.geoip && s.geoip.file ? say("places", format(time(s.geoip.built), { dateStyle: "long" })) : say("places_none"));
}

function drawAgainst(s) {
	const before = s.same_weekday_before, element = at("against");
	const day = format(time(s.time), { weekday: "long" });
	if (!before) {
		const since = time(s.today.watched_from) > time(s.today.start) + 60000;
		element.textContent = since ? say("since", clock(time(s.today.watched_from))) : say("against_none", day);
		return;
	}
	const change = s.today.attempts - before.attempts;
	const by = before.attempts ? share(Math.abs(change), before.attempts) : whole.format(Math.abs(change));
	const strong = make("strong", { text: say(change > 0 ? "more" : change < 0 ? "fewer" : "same", by) });
	const [head, tail] = say("against", "\0", day, whole.format(before.attempts)).split("\0");
	element.replaceChildren(head, strong, tail);
}

function drawToday(s) {
	const today = s.today, origins = ["foreign", "domestic", "local", "unknown"];
	const text = whole.format(today.attempts);
	put("today", text);
	at("today").classList.toggle("long", text.length > 10);
	drawAgainst(s);
	const there = origins.filter((o) => today.by_origin[o] > 0 || o === "foreign" || o === "domestic");
	fill("origins", there.filter((o) => today.by_origin[o] > 0).map((o) =>
		make("span", { class: o, style: { "--share": String(today.by_origin[o]) } })));
	fill("legend", there.map((o) => make("div", { class: o }, make("dt", { text: say(o) }),
		make("dd", { text: whole.format(today.by_origin[o]) + " " }, make("span", { text: share(today.by_origin[o], today.attempts) })))));
}

function fact(name, value, alarm = false) {
	return make("div", { class: alarm ? "alarm" : "" }, make("dt", { text: say(name) }), make("dd", { text: value }));
}

function drawPace(s) {
	const today = s.today, drops = today.kernel_drop_packets + today.interface_drop_packets;
	const ratio = today.coverage.ratio ?? 1, missing = ratio > 0 ? today.coverage.up_seconds / ratio - today.coverage.up_seconds : 1;
	const coverage = missing <= SECONDS_UNTOLD ? 100 : Math.floor(ratio * 1000) / 10; // it is told in whole seconds
	fill("pace", [
		fact("now_rate", s.rates ? brief(Math.round(s.rates.attempts_per_minute)) : "–"),
		fact("hour", brief(s.last_hour.attempts)),
		fact("day24", brief(s.last_24_hours.attempts)),
		fact("attackers", brief(today.attacking_sources)),
		fact("packets", s.rates ? brief(Math.round(s.rates.packets_per_second)) : "–"),
		fact("incidents", brief(today.incidents)),
		fact("coverage", whole.format(coverage) + " %", coverage < 99),
		fact("lostp", brief(drops), drops > 0),
	]);
}

function drawKinds(id, counts, all) {
	fill(id, Object.entries(counts).map(([name, count]) => bar(say(name), count, all ? count / all : 0)));
}

// ---- 24 hours ----

function drawColumn(strip, i, most) {
	const start = time(strip.start) + i * strip.step_seconds * 1000, when = clock(start);
	const attempts = strip.attempts[i], foreign = strip.foreign[i], watched = strip.watched_seconds[i];
	if (watched === null) return make("div", { class: "gap", title: say("column_none", when) });
	const title = say("column", when, whole.format(attempts), whole.format(foreign));
	const height = (n) => ({ "--share": `${100 * n / most}%` });
	const partly = watched < strip.step_seconds * 0.98 && i + 1 < strip.attempts.length;
	return make("div", { class: partly ? "part" : "", title },
		make("i", { class: attempts > foreign ? "rest" : "rest nil", style: height(attempts - foreign) }),
		make("i", { class: "abroad", style: height(foreign) }));
}

function drawHours(strip) {
	const hour = 3600000, span = strip.step_seconds * 1000 * strip.attempts.length, start = time(strip.start);
	const marks = [];
	for (let ms = start; ms < start + span; ms += strip.step_seconds * 1000) {
		const d = zoned(ms);
		if (d.getUTCMinutes() === 0 && d.getUTCHours() % 2 === 0 && ms + hour / 2 < start + span)
			marks.push(make("span", { text: pad(d.getUTCHours()), style: { "--at": `${100 * (ms - start) / span}%` } }));
	}
	fill("hours", marks);
}

let stripShown = "";
function drawStrip(strip) {
	const shown = JSON.stringify(strip) + offset;
	if (shown === stripShown) return;
	stripShown = shown;
	const most = Math.max(1, ...strip.attempts);
	fill("strip", strip.attempts.map((_, i) => drawColumn(strip, i, most)));
	const busiest = time(strip.start) + strip.attempts.indexOf(most) * strip.step_seconds * 1000;
	at("strip").setAttribute("aria-label", say("strip_label", whole.format(most), clock(busiest)));
	put("strip-most", most > 1 ? say("most", whole.format(most), strip.step_seconds / 60) : "");
	drawHours(strip);
}

// ---- lists ----

function largestClasses(counts) {
	return Object.entries(counts).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]).slice(0, CLASSES_SHOWN)
		.map(([name]) => say(name)).join(", ");
}

function proof(verified) {
	const word = say(verified ? "proven_yes" : "proven_no"), mark = make("span", { class: verified ? "mark yes" : "mark", title: word });
	mark.setAttribute("role", "img");
	mark.setAttribute("aria-label", word);
	return make("td", { class: "proof" }, mark);
}

function drawSource(source) {
	const named = source.country.length === 2 ? source.country + " " : "";
	return make("tr", {},
		make("td", { text: source.address, title: source.address }),
		make("td", {}, named, make("span", { class: named ? "soft" : "nowhere", text: named ? country(source.country) : say(source.country) })),
		make("td", { class: "wide", text: largestClasses(source.by_class) }),
		proof(source.verified),
		make("td", { class: "later number", text: clock(time(source.last_seen), true) }),
		make("td", { class: "number", text: whole.format(source.attempts) }));
}

function drawSources(rows) {
	if (rows.length) { fill("sources", rows.map(drawSource)); return; }
	const cell = make("td", { class: "empty", text: say("no_sources") });
	cell.colSpan = 6;
	fill("sources", [make("tr", {}, cell)]);
}

const nothing = (key) => [make("li", { class: "empty", text: say(key) })];

function drawCountries(rows, home, all) {
	const kind = (code) => (code === home ? "home" : code.length === 2 ? "" : "nowhere");
	fill("countries", rows.length ? rows.map((row) => bar(country(row.country), row.attempts, row.attempts / all, kind(row.country))) : nothing("none"));
}

function drawSites(rows, all) {
	const name = (site) => (site === "other" ? say("other") : site);
	fill("sites", rows.length ? rows.map((row) => bar(name(row.site), row.attempts, row.attempts / all)) : nothing("none"));
}

const peak = (flood) => say(flood.kind === "slow" ? "peak_slow" : "peak", brief(flood.peak_packets_per_second));

function drawFlood(flood) {
	const head = make("div", { class: "head" }, make("b", { text: say(flood.kind) + (flood.service ? ` (${flood.service})` : "") }),
		make("span", { text: flood.target }));
	if (flood.ongoing) head.append(make("span", { class: "tag", text: say("going") }));
	const when = flood.ongoing ? say("from", clock(time(flood.start), true)) :
		say("from_to", clock(time(flood.start), true), clock(time(flood.end), true));
	const detail = [when, peak(flood), say("senders", brief(flood.sources))];
	if (flood.spoofed) detail.push(say("spoofed"));
	return make("li", {}, head, make("div", { class: "detail", text: detail.join(" · ") }));
}

function drawSurge(surge) {
	return make("li", {}, make("div", { class: "head" }, make("b", { text: say("surge") }), make("span", { class: "tag", text: say("going") })),
		make("div", { class: "detail", text: [say("from", clock(time(surge.start))), say("surge_size", whole.format(surge.attempts), whole.format(surge.usual_attempts))].join(" · ") }));
}

function drawFloods(floods, surge) {
	const cards = [...(surge ? [drawSurge(surge)] : []), ...floods.map(drawFlood)];
	fill("floods", cards.length ? cards : nothing("none"));
}

function drawReview(row) {
	const from = row.source + (row.country.length === 2 ? ` ${row.country}` : "");
	const what = [from, "→", row.site, row.status ? `· ${say("status", row.status)}` : ""].join(" ");
	return make("li", {},
		make("div", { class: "head" }, make("b", { text: row.rule }), make("span", { class: "when", text: clock(time(row.time), true) })),
		make("div", { class: "detail", text: what, title: what }),
		...(row.line ? [make("div", { class: "detail", title: row.line }, make("code", { text: row.line }))] : []));
}

function draw(board) {
	const s = board.summary;
	offset = s.zone.utc_offset_seconds * 1000;
	drawHead(s);
	drawState(s, board.floods);
	drawStrip(board.strip);
	if (s.today) {
		drawToday(s);
		drawPace(s);
		drawKinds("classes", s.today.by_class, s.today.attempts);
		drawKinds("outcomes", s.today.by_outcome, s.today.attempts);
		drawCountries(board.countries, s.home, s.today.attempts);
		drawSites(board.sites, s.today.attempts);
	}
	drawSources(board.sources);
	drawFloods(board.floods, s.surge);
	fill("review", board.review.length ? board.review.map(drawReview) : nothing("review_none"));
	fitAll();
}

// ---- the connection ----

let received = 0, skew = 0, how = "connecting", latest = null, drawn = false;

function receive(text, by) {
	latest = JSON.parse(text);
	received = Date.now();
	const told = time(latest.summary.time) - received; // in whole seconds: a clock that follows each would stutter
	if (Math.abs(told - skew) > 1500) skew = told;
	how = by;
	drawn = false;
	if (!document.hidden) requestAnimationFrame(() => { if (!drawn) { drawn = true; draw(latest); } });
	tick();
}

function listen() {
	const stream = new EventSource("/api/1/stream");
	stream.addEventListener("board", (event) => receive(event.data, "live"));
	stream.onerror = () => {
		if (stream.readyState === EventSource.CLOSED) setTimeout(listen, STREAM_AGAIN_MS); // refused: ask instead, for a while
	};
}

// Only while the stream is silent: it was refused, or something between holds it back.
async function poll() {
	if (Date.now() - received > POLL_MS) {
		try {
			const answer = await fetch("/api/1/board", { cache: "no-store" });
			if (answer.ok) receive(await answer.text(), "polling");
		} catch { /* the clock below tells that nothing comes */ }
	}
	setTimeout(poll, POLL_MS);
}

function tick() {
	const now = Date.now(), lost = received > 0 && now - received > LOST_AFTER_MS;
	document.body.classList.toggle("stale", lost);
	at("lost").hidden = !lost;
	if (lost) put("lost-text", say("lost", clock(received + skew, true)));
	const shown = lost || !received ? "connecting" : how;
	at("live").dataset.how = shown;
	put("live-text", say(shown));
	if (!received) return;
	put("time", clock(now + skew, true));
	put("date", format(now + skew, { weekday: "long", day: "numeric", month: "long", year: "numeric" }));
}

async function offerReports() {
	try {
		const { months } = await (await fetch("/api/1/reports")).json();
		if (!months.length) return;
		const links = months.slice(0, 12).map((month) => {
			const link = make("a", { text: month });
			link.href = `/report/${encodeURIComponent(month)}?lang=${lang}`;
			return link;
		});
		at("reports").replaceChildren(say("reports"), ...links);
		at("reports").hidden = false;
	} catch { /* there is no store */ }
}

// ---- light and dark ----

const asked = new URLSearchParams(location.search);

function setTheme(theme) {
	document.documentElement.dataset.theme = theme;
	try { localStorage.setItem("theme", theme); } catch { /* not allowed here: until the page is left */ }
}

function startTheme() {
	const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;
	let theme = asked.get("theme");
	try { theme ??= localStorage.getItem("theme"); } catch { /* not allowed here */ }
	if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
	at("theme").addEventListener("click", () => {
		const now = document.documentElement.dataset.theme ?? (dark() ? "dark" : "light");
		setTheme(now === "dark" ? "light" : "dark");
	});
}

function start() {
	startTheme();
	for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
	for (const element of document.querySelectorAll("[data-title]")) {
		element.title = say(element.dataset.title);
		element.setAttribute("aria-label", say(element.dataset.title));
	}
	for (const link of document.querySelectorAll("nav a")) if (link.lang === lang) link.setAttribute("aria-current", "true");
	addEventListener("resize", fitAll);
	document.addEventListener("visibilitychange", () => { if (!document.hidden && latest) draw(latest); });
	put("state-word", say("waiting"));
	setInterval(tick, 1000);
	tick();
	listen();
	setTimeout(poll, POLL_MS);
	offerReports();
}

start();
