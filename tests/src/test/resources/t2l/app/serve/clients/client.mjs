// What programs do with OpenAI's client for Node: client.mjs BASE_URL.
import OpenAI from 'openai';

const client = new OpenAI({baseURL: process.argv[2], apiKey: 'unused', maxRetries: 0});
const model = 'tiny+Take the last word and say it in French.';
const messages = [{role: 'user', content: 'cat dog bird >'}];
await client.models.list();
await client.models.retrieve('tiny');
const reply = await client.chat.completions.create({model, messages, temperature: 0});
await client.chat.completions.create({model, temperature: 0,
  messages: [...messages, reply.choices[0].message, {role: 'user', content: [{type: 'text', text: 'cat dog bird >'}]}]});
for await (const _ of await client.chat.completions.create({model: 'tiny', messages, temperature: 0, stream: true,
  adapter: {describe: 'Take the last word and say it in French.'}}));
await client.chat.completions.stream({model, messages, temperature: 0}).finalContent();
await client.completions.create({model, prompt: 'cat dog bird >', temperature: 0});
await client.embeddings.create({model: 'tiny', input: ['Sort the words.', 'Count.']});
const answer = await client.responses.create({model, input: 'cat dog bird >', temperature: 0});
await client.responses.create({model, temperature: 0, store: false, tools: [],
  input: [{role: 'user', content: 'dog >'}, ...answer.output, {role: 'user', content: 'cat dog bird >'}]});
await client.responses.stream({model, input: 'cat dog bird >', temperature: 0}).finalResponse();
await client.responses.create({model, input: 'cat >', previous_response_id: 'resp_1'}).catch(() => {});
