// page_templates.h — the pages behind the links in mails, as mustache templates
// (wire/template.h), and their style. No script, and nothing from elsewhere but
// the branding's logo: the policy sent with them allows none.

#pragma once

namespace provisor::api {

// `content` is one of the templates below, filled in.
inline constexpr char layout[] = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{title}} – {{brand}}</title>
<link rel="stylesheet" href="/pages.css{{#colour}}?colour={{colour}}{{/colour}}">
</head>
<body>
<main>
<p class="brand">{{#logo}}<img src="{{logo}}" alt="{{brand}}">{{/logo}}{{^logo}}{{brand}}{{/logo}}</p>
<h1>{{title}}</h1>
{{{content}}}</main>
</body>
</html>
)html";

// The username stands in a field so that a password manager keeps it too.
inline constexpr char password_form[] = R"html({{#problem}}
<p class="problem" role="alert" id="problem">{{problem}}</p>
{{/problem}}
<p>Choose the password for <strong>{{company_name}}</strong>.</p>
<form method="post">
<label for="username">Username</label>
<input id="username" name="username" value="{{username}}" readonly
  autocomplete="username">
<label for="password">New password</label>
<input id="password" name="password" type="password" required
  autocomplete="new-password" aria-describedby="hint{{#problem}} problem{{/problem}}"
  {{#problem}}aria-invalid="true" {{/problem}}autofocus>
<p class="hint" id="hint">At least {{least}} characters of any kind. Several words
that have nothing to do with each other are easy to keep in mind and hard to
guess.</p>
<label for="repeated">The same once more</label>
<input id="repeated" name="repeated" type="password" required
  autocomplete="new-password">
<button>Set password</button>
</form>
)html";

inline constexpr char confirm_form[] = R"html({{#problem}}
<p class="problem" role="alert">{{problem}}</p>
{{/problem}}
<p>The account of <strong>{{company_name}}</strong> has <strong>{{email}}</strong> as
the address of its user {{username}}. Is this address yours?</p>
<form method="post">
<button>Yes, confirm this address</button>
</form>
<p class="hint">If you know nothing of it, just close this page.</p>
)html";

inline constexpr char ask_form[] = R"html({{#problem}}
<p class="problem" role="alert" id="problem">{{problem}}</p>
{{/problem}}
<p>We mail you a link with which you can choose a new one.</p>
<form method="post">
<label for="name">E-mail address or username</label>
<input id="name" name="name" required autocomplete="username"
  autocapitalize="none" spellcheck="false"{{#problem}}
  aria-describedby="problem" aria-invalid="true"{{/problem}} autofocus>
<button>Send the link</button>
</form>
)html";

inline constexpr char message[] = R"html(<p>{{text}}</p>
{{#offers_reset}}
<p><a href="/reset">Have a new link sent</a></p>
{{/offers_reset}}
{{#offers_confirmation}}
<form method="post">
<button name="again" value="yes">Send a new link</button>
</form>
<p class="hint">It goes to the address that the first one was sent to.</p>
{{/offers_confirmation}}
)html";

inline constexpr char stylesheet[] = R"css(
:root { color-scheme: light dark; --text: #1c2733; --back: #eef1f4;
  --card: #fff; --line: #737d87; --strong: #1f5fa8; --on-strong: #fff;
  --problem: #a3140f; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8eaed; --back: #17191c; --card: #22252a; --line: #8b919a;
    --problem: #ff9c94; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 28rem; margin: 0 auto; padding: 1.5rem; background: var(--card);
  overflow-wrap: anywhere; border-top: 6px solid var(--strong); }
@media (min-width: 30rem) { main { margin: 3rem auto; border-radius: .5rem; } }
.brand { margin: 0; font-weight: 600; }
/* Logos are made for light mails. */
.brand img { display: block; height: 2.5rem; max-width: 100%; background: #fff; }
h1 { margin: .25rem 0 1rem; font-size: 1.5rem; line-height: 1.25; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input, button { width: 100%; min-height: 3rem; padding: .5rem .75rem;
  font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: .5rem; }
button { margin-top: 1.5rem; border: 0; color: var(--on-strong);
  background: var(--strong); font-weight: 600; cursor: pointer; }
input:focus-visible, button:focus-visible, a:focus-visible {
  outline: 3px solid var(--line); outline-offset: 2px; }
.hint { margin: .5rem 0; font-size: .9rem; }
.problem { padding: .75rem; border-left: 4px solid var(--problem);
  color: var(--problem); }
a { color: inherit; }
)css";

}  // namespace provisor::api
