// The page of `t2l serve`: describe a task, ask the model with and without the adapter, talk.
// What came from the server or the user is shown as text only, never read as HTML.

const $ = id => document.getElementById(id);

let key = '';        // the API key, in memory only
let model;           // the base model's entry of /v1/models
let adapter;         // what /v1/adapters said last, with its label here and the fields that ask for it
let described;       // what the task's fields said when an adapter was chosen
const choices = [];  // what may answer in the conversation: {label, fields}, the base model first
const shown = [];    // the adapters that have been shown, to compare with again
const turns = [];    // the conversation, as messages of the chat API

// --- the server ---------------------------------------------------------------------------------------------

/** What went wrong, in the server's words, and the status of its reply, if there was one. */
class Problem extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Calls the server; anything but success is a Problem. */
async function call(path, body, signal) {
  const headers = key ? {Authorization: `Bearer ${key}`} : {};
  const request = body ? {method: 'POST', headers: {...headers, 'Content-Type': 'application/json'},
    body: JSON.stringify(body), signal} : {headers, signal};
  const response = await fetch(path, request).catch(error => {
    throw error.name === 'AbortError' ? error : new Problem('The server does not answer. Is it still running?');
  });
  if (!response.ok) throw await problem(response);
  return response;
}

/** The JSON at `path`. Work that goes on for long has sent its status before it fails, so the reply itself may be an error. */
async function json(path, body, signal) {
  const value = await (await call(path, body, signal)).json();
  if (value.error) throw new Problem(value.error.message);
  return value;
}

async function problem(response) {
  const {error} = await response.json().catch(() => ({}));
  const wait = response.headers.get('Retry-After');
  const when = wait ? ` Try again in ${count(Number(wait), 'second')}.` : '';
  return new Problem((error?.message ?? `The server answered ${response.status}.`) + when, response.status);
}

/** The events of a streamed answer. Leaving the loop, or aborting the signal, ends the work on the server as well. */
async function* events(path, body, signal) {
  const response = await call(path, body, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let rest = ''; ;) {
      const {value, done} = await reader.read();
      if (done) throw new Problem('The answer ended early.');
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks.filter(each => each.startsWith('data:'))) {
        const data = block.slice(5).trim();
        if (data === '[DONE]') return;
        const event = JSON.parse(data);
        if (event.error) throw new Problem(event.error.message);
        yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Streams an answer to `messages` into `view`; `fields` say which model and adapter. Returns the text. */
async function answer(messages, fields, view, signal) {
  const body = {...fields, messages, max_tokens: Math.min(256, Math.floor(model.t2l.positions / 2)), temperature: 0,
    stream: true, stream_options: {include_usage: true}};
  view.begin();
  try {
    for await (const event of events('/v1/chat/completions', body, signal)) {
      const choice = event.choices?.[0];
      view.add(choice?.delta.content ?? '');
      if (choice?.finish_reason === 'length') view.note('cut off');
      if (event.usage) view.note(count(event.usage.completion_tokens, 'token'));
      if (event.timings?.tokens_per_second) view.note(`${rounded(event.timings.tokens_per_second)} tokens/s`);
    }
  } catch (error) {
    // What was said until Stop remains.
    if (!signal.aborted) throw error;
    view.note('stopped');
  } finally {
    view.end();
  }
  return view.text();
}

// --- words and small parts ----------------------------------------------------------------------------------

const count = (n, noun) => `${n} ${noun}${n === 1 ? '' : 's'}`;
const quoted = text => `“${text}”`;
const rounded = n => n < 10 ? n.toFixed(1) : Math.round(n).toString();
const duration = ms => ms < 1000 ? `${rounded(ms)} ms` : `${rounded(ms / 1000)} s`;

function element(name, text, className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function within(name, ...parts) {
  const made = document.createElement(name);
  made.append(...parts);
  return made;
}

/** A field's text as a prompt. Those of builtin:tiny end with a sign that people forget. */
function promptIn(field) {
  const text = field.value.trim();
  return field.value = !model.t2l.chat && model.t2l.examples && !text.endsWith('>') ? `${text} >` : text;
}

/** Shows what has changed, and brings it into view. */
function show(changed) {
  changed.hidden = false;
  changed.scrollIntoView({block: 'nearest'});
}

/** Tells those who listen what others see. */
function announce(text) {
  $('status').textContent = text;
}

/** Where an answer is written: an element for its text, and one for notes below it. */
function answerView(text, figures) {
  return {
    begin() {
      text.textContent = figures.textContent = '';
      text.classList.remove('long');
      text.ariaBusy = 'true';
    },
    add(piece) {
      text.append(piece);
      text.classList.toggle('long', text.textContent.length > 60);
    },
    note(words) {
      figures.textContent += (figures.textContent && ' · ') + words;
    },
    end() {
      text.ariaBusy = 'false';
    },
    text: () => text.textContent,
  };
}

// --- errors -------------------------------------------------------------------------------------------------

/** Runs `work`. What goes wrong is said in `place`; a missing key is asked for, and then `again` goes on. */
async function attempt(place, work, again = () => attempt(place, work)) {
  place.hidden = true;
  markField(place, false);
  try {
    await work();
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (error.status === 401) return askForKey(again);
    place.textContent = error.message;
    show(place);
    markField(place, error.status === 400);
    if (!(error instanceof Problem)) console.error(error);
  }
}

/** Marks the field that `place` describes as wrong, or no longer so. */
function markField(place, wrong) {
  const field = place.closest('form')?.querySelector('textarea');
  if (field) field.ariaInvalid = wrong ? 'true' : null;
}

let afterKey;

function askForKey(again) {
  afterKey = again;
  $('key-why').className = key ? 'problem' : '';
  $('key-why').textContent = key ? 'Wrong key.' : 'This server requires an API key.';
  $('key-form').hidden = false;
  $('key').focus();
}

$('key-form').addEventListener('submit', event => {
  event.preventDefault();
  key = $('key').value.trim();
  $('key-form').hidden = true;
  $('key').value = '';
  afterKey();
});

/** Keeps one piece of work at a time in a form: its Stop button, Escape, or newer work ends it. */
function oneAtATime(form) {
  const [go, stop] = [form.querySelector('.go'), form.querySelector('.stop')];
  let running, ended;
  const cancel = () => running?.abort();
  stop.addEventListener('click', cancel);
  form.closest('section').addEventListener('keydown', event => event.key === 'Escape' && cancel());
  const run = async (work, mine) => {
    stop.hidden = false;
    await work(mine.signal);
    if (running !== mine) return;
    // A button that vanishes must not take the keyboard's place on the page with it.
    if (document.activeElement === stop) go.focus();
    stop.hidden = true;
  };
  return work => {
    cancel();
    const mine = running = new AbortController();
    return ended = Promise.resolve(ended).then(() => run(work, mine));
  };
}

/** Submits on Enter; Shift and Enter begin a new line. */
function onSubmit(form, work) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    work();
  });
  form.querySelector('textarea').addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

// --- 1 describe ---------------------------------------------------------------------------------------------

const onlyDescription = oneAtATime($('describe-form'));

/** What the fields say of the task: in words, by examples, or both. */
function task() {
  const words = $('describe').value.trim();
  const examples = $('pairs').value.split('\n').filter(line => line.trim()).map(line => {
    const at = line.lastIndexOf('=>');
    return at < 0 ? {input: line} : {input: line.slice(0, at).trim(), output: line.slice(at + 2).trim()};
  });
  return {...words && {describe: words}, ...examples.length && {examples}};
}

function describe() {
  const asked = task();
  const label = [asked.describe && quoted(asked.describe), asked.examples && count(asked.examples.length, 'example')]
    .filter(Boolean).join(' and ');
  return take(label, {model: model.id, adapter: asked}, '/v1/adapters', asked);
}

/** Takes an adapter from the server, and asks what there is to ask; `fields` say how to ask for it again. */
function take(label, fields, path, body) {
  const again = () => take(label, fields, path, body);
  const asked = JSON.stringify(task());
  return onlyDescription(signal => attempt($('describe-problem'), async () => {
    if (body && !label) throw new Problem('Please describe a task in a sentence.', 400);
    if (body?.examples?.some(({output}) => !output)) throw new Problem('Write each example as input => output.', 400);
    adapter = {...await json(path, body, signal), label, fields};
    described = asked;
    showAdapter();
    if ($('prompt').value.trim()) compare();
    else show($('adapter'));
  }, again));
}

function offerExamples(examples) {
  offer($('examples'), examples.map(({describe: text, prompt}) => [text, () => {
    $('describe').value = text;
    $('pairs').value = '';
    $('prompt').value = prompt;
    describe();
  }]));
  $('prompt-hint').hidden = model.t2l.chat;
  $('unseen').hidden = model.t2l.chat; // the chat model's examples are like its training
  $('describe').value = examples[0].describe;
  described = JSON.stringify(task());
  $('prompt').value = $('message').placeholder = examples[0].prompt;
}

/** Offers the adapters that the server publishes: the part behind the base model's name. */
function offerPublished(models) {
  const names = models.map(id => id.slice(model.id.length + 1));
  names.forEach((name, i) => addChoice(name, {model: models[i]}));
  offer($('published'), names.map((name, i) =>
    [name, () => take(name, {model: models[i]}, `/v1/adapters/${encodeURIComponent(name)}`)]));
}

/** Fills a list with buttons. */
function offer(place, offers) {
  place.querySelector('ul').append(...offers.map(([label, choose]) => {
    const button = element('button', label);
    button.type = 'button';
    button.addEventListener('click', choose);
    return within('li', button);
  }));
  place.hidden = !offers.length;
}

// --- 2 compare ----------------------------------------------------------------------------------------------

const onlyComparison = oneAtATime($('compare-form'));
const views = Object.fromEntries(['base', 'prompted', 'adapted']
  .map(name => [name, answerView($(`${name}-answer`), $(`${name}-figures`))]));

/** Compares with the adapter for what the task's fields say: a new one is made first. */
function compareDescribed() {
  const asked = JSON.stringify(task());
  return asked !== '{}' && asked !== described ? describe() : compare();
}

/** Asks the model alone, told the task in its prompt if it follows instructions, and with the adapter. */
function compare() {
  const prompt = promptIn($('prompt'));
  const told = model.t2l.chat && adapter?.fields.adapter?.describe;
  $('prompted').hidden = !told;
  return onlyComparison(async signal => {
    const ask = (name, fields, content = prompt) => attempt($(`${name}-problem`),
      () => answer([{role: 'user', content}], fields, views[name], signal), compare);
    const asked = [ask('base', {model: model.id})];
    if (told) asked.push(ask('prompted', {model: model.id}, `${told}\n\n${prompt}`));
    if (adapter) {
      $('adapted-task').textContent = adapter.label;
      asked.push(ask('adapted', adapter.fields));
    }
    show($('panes'));
    await Promise.all(asked);
    announce([...$('compare').querySelectorAll('.pane:not([hidden]) h3')]
      .map(title => `${title.textContent}: ${views[title.id.split('-')[0]].text()}.`).join(' '));
  });
}

/** Where the adapter of `fields` is among `adapters`, or -1. */
function position(adapters, fields) {
  return adapters.findIndex(other => JSON.stringify(other.fields) === JSON.stringify(fields));
}

/** Offers the adapter that is shown for later comparisons, and chooses it. */
function addShown() {
  let at = position(shown, adapter.fields);
  if (at < 0) {
    at = shown.push(adapter) - 1;
    $('earlier').add(new Option(adapter.label));
  }
  $('earlier').selectedIndex = at;
  $('earlier-row').hidden = shown.length < 2;
}

function compareEarlier() {
  adapter = shown[$('earlier').selectedIndex];
  described = JSON.stringify(task());
  showAdapter();
  compare();
}

// --- 3 the adapter ------------------------------------------------------------------------------------------

function showAdapter() {
  const {label, fields, rank, cached, made_ms: ms, nearest, outside, examples, norms: {modules, layers}} = adapter;
  const pairs = `${count(modules.length * layers.length, 'pair')} of matrices, rank ${rank}`;
  $('made').textContent = cached ? 'Reused' : duration(ms);
  $('made-of').textContent = cached ? `${pairs}, ` + (ms ? `generated earlier in ${duration(ms)}` : 'published here')
    : `to generate ${pairs}`;
  if (examples) {
    $('made-of').textContent += `. Of ${count(examples.count, 'example')}, ${examples.right_before} `
      + `${examples.right_before === 1 ? 'was' : 'were'} right before the training and ${examples.right_after} after it`;
  }
  $('outside').hidden = !outside;
  $('nearest-title').hidden = !nearest.length;
  $('nearest').replaceChildren(...nearest.map(nearTask));
  showNorms(modules, layers);
  $('adapter-none').hidden = $('save-problem').hidden = true;
  $('adapter').hidden = false;
  addChoice(label, fields);
  addShown();
  announce(`${$('made').textContent} ${$('made-of').textContent}. ${outside ? $('outside').textContent : ''}`);
}

/** A task in words, with its name for the pointer. */
function nearTask({task, describe: words, cosine}) {
  const name = element('span', words ?? task);
  name.title = task;
  const bar = element('span', '', 'bar');
  bar.style.setProperty('--share', Math.max(0, cosine));
  return within('li', name, element('span', cosine.toFixed(2)), bar);
}

/** The norms as a table that is also a picture: a row for each module, a column for each layer. */
function showNorms(modules, layers) {
  const most = Math.max(...layers.flat());
  const narrow = layers.length > 10;
  const heads = layers.map((_, layer) => header('col', narrow && layer % 5 ? '' : layer));
  const rows = modules.map((module, m) =>
    within('tr', header('row', module), ...layers.map(norms => heatCell(norms[m], most, narrow))));
  $('heat').tHead.replaceChildren(within('tr', element('td', 'layer'), ...heads));
  $('heat').tBodies[0].replaceChildren(...rows);
}

function header(scope, text) {
  const head = element('th', text);
  head.scope = scope;
  return head;
}

/** A narrow cell keeps its number for those who listen, and for the pointer. */
function heatCell(norm, most, narrow) {
  const cell = within('td', element('span', norm.toPrecision(2), narrow ? 'unseen' : ''));
  cell.style.setProperty('--share', most ? norm / most : 0);
  cell.title = norm.toPrecision(3);
  return cell;
}

/** Saves by way of memory: a plain link could not send the key. */
function save({format, ending}) {
  return attempt($('save-problem'), async () => {
    const response = await call(`/v1/adapters/${encodeURIComponent(adapter.id)}?format=${format}`);
    const link = element('a', '');
    link.href = URL.createObjectURL(await response.blob());
    link.download = `${adapter.id}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    announce(`Saved as ${link.download}.`);
  });
}

// --- 4 talk -------------------------------------------------------------------------------------------------

const onlyTurn = oneAtATime($('talk-form'));

/** Adds what may answer, unless it is there, and chooses it. */
function addChoice(label, fields) {
  let at = position(choices, fields);
  if (at < 0) {
    at = choices.push({label, fields}) - 1;
    $('choice').add(new Option(label));
  }
  $('choice').selectedIndex = at;
}

function talk() {
  const message = {role: 'user', content: promptIn($('message'))};
  const {label, fields} = choices[$('choice').selectedIndex];
  const question = addTurn('mine', 'You', message.content);
  const reply = addTurn($('choice').selectedIndex ? 'adapted' : '', label, '');
  const view = answerView(...reply.querySelectorAll('.said, .figures'));
  const work = async signal => {
    try {
      const content = await answer([...turns, message], fields, view, signal);
      turns.push(message, {role: 'assistant', content});
      announce(content);
    } catch (error) {
      question.remove();
      reply.remove();
      $('message').value ||= message.content;
      throw error;
    }
  };
  $('message').value = '';
  return onlyTurn(signal => attempt($('talk-problem'), () => work(signal), () => $('talk-form').requestSubmit()));
}

function addTurn(kind, who, text) {
  const turn = within('li', element('small', who), element('p', text, 'said'), element('small', '', 'figures'));
  turn.className = `turn ${kind}`;
  $('turns').append(turn);
  return turn;
}

// --- start --------------------------------------------------------------------------------------------------

async function load() {
  const {data} = await json('/v1/models');
  model = data.find(entry => entry.t2l);
  $('model').textContent = `with ${model.id}, ${count(model.t2l.layers, 'layer')}`;
  $('talk-hint').hidden = model.t2l.chat;
  if (!model.t2l.describes) forbidDescribing();
  if (model.t2l.examples) offerExamples(model.t2l.examples);
  addChoice('the model alone', {model: model.id});
  offerPublished(data.filter(entry => entry !== model).map(({id}) => id));
  $('choice').selectedIndex = 0;
  $('main').inert = false;
}

function forbidDescribing() {
  $('describe').disabled = $('describe-form').querySelector('.go').disabled = true;
  $('describe').placeholder = 'This server has no hypernetwork for its model.';
}

onSubmit($('describe-form'), describe);
onSubmit($('compare-form'), compareDescribed);
onSubmit($('talk-form'), talk);
$('earlier').addEventListener('change', compareEarlier);
$('save').addEventListener('click', event => event.target.dataset.format && save(event.target.dataset));
attempt($('load-problem'), load);
