// openai-node as a client: chat, stream, tools, answers that follow a schema, responses, embeddings; with an adapter by description.
//
//     npm install openai && node tests/src/clients/clients.mjs http://localhost:8080/v1
//
// The server is that of clients.py. Prints what each call got, and fails at the end if one failed. Tried with openai 6.49.0.
import OpenAI from 'openai';

const client = new OpenAI({baseURL: process.argv[2], apiKey: 'x', timeout: 900_000, maxRetries: 0});
const model = (await client.models.list()).data[0].id;
const adapter = {describe: 'Answer the question of the user.'};
const ask = {model, adapter, temperature: 0, max_tokens: 100};
const capital = [{role: 'user', content: 'Name the capital of France.'}];
const weather = [{role: 'user', content: 'What is the weather in Paris?'}];
const parameters = {type: 'object', properties: {city: {type: 'string', maxLength: 40}}, required: ['city']};
const tool = {type: 'function', function: {name: 'get_weather', description: 'Get the weather of a city.', parameters}};
const cat = {type: 'object', properties: {name: {type: 'string', maxLength: 20}, age: {type: 'integer'}}, required: ['name', 'age'],
  additionalProperties: false};

const calls = {
  chat: async () => (await client.chat.completions.create({...ask, messages: capital})).choices[0].message.content,
  stream: async () => {
    let text = '';
    for await (const chunk of await client.chat.completions.create({...ask, messages: capital, stream: true})) {
      text += chunk.choices[0]?.delta?.content ?? '';
    }
    return text;
  },
  'adapter in the name': async () => (await client.chat.completions.create({model: `${model}+${adapter.describe}`, messages: capital,
    temperature: 0, max_tokens: 50})).choices[0].message.content,
  'tool and its result': async () => {
    const message = (await client.chat.completions.create({...ask, messages: weather, tools: [tool], tool_choice: 'required',
      parallel_tool_calls: false})).choices[0].message;
    const call = message.tool_calls[0];
    const reply = await client.chat.completions.create({...ask, tools: [tool], tool_choice: 'none',
      messages: [...weather, message, {role: 'tool', tool_call_id: call.id, content: 'Sunny, 18 degrees.'}]});
    return [call.function.name, JSON.parse(call.function.arguments), reply.choices[0].message.content];
  },
  'runner of tools': async () => {
    const asked = [];
    const run = client.chat.completions.runTools({...ask, messages: weather, tools: [{type: 'function', function: {...tool.function,
      parse: JSON.parse, function: ({city}) => { asked.push(city); return 'Sunny, 18 degrees.'; }}}]}, {maxChatCompletions: 3});
    await run.done().catch(() => {}); // a small model may call on and on
    return asked;
  },
  schema: async () => JSON.parse((await client.chat.completions.create({...ask, messages: [{role: 'user', content: 'Describe a cat.'}],
    response_format: {type: 'json_schema', json_schema: {name: 'cat', strict: true, schema: cat}}})).choices[0].message.content),
  response: async () => (await client.responses.create({model, adapter, input: 'Name the capital of France.', max_output_tokens: 50}))
    .output_text,
  embedding: async () => (await client.embeddings.create({model, input: ['a cat'], encoding_format: 'float'})).data[0].embedding.length,
};
let failed = 0;
for (const [title, call] of Object.entries(calls)) {
  try {
    console.log(title, '->', JSON.stringify(await call()));
  } catch (e) {
    failed++;
    console.log(title, '-> FAILED:', String(e));
  }
}
console.log(`${Object.keys(calls).length - failed} of ${Object.keys(calls).length} calls passed`);
process.exitCode = failed ? 1 : 0;
