"""What programs do with OpenAI's client for Python: client.py BASE_URL."""
import sys

import openai

client = openai.OpenAI(base_url=sys.argv[1], api_key="unused", max_retries=0)
model = "tiny+Take the last word and say it in French."
messages = [{"role": "user", "content": "cat dog bird >"}]
client.models.list()
client.models.retrieve("tiny")
reply = client.chat.completions.create(model=model, messages=messages, temperature=0)
client.chat.completions.create(model=model, temperature=0, messages=messages + [
    reply.choices[0].message, {"role": "user", "content": [{"type": "text", "text": "cat dog bird >"}]}])
for _ in client.chat.completions.create(model="tiny", messages=messages, temperature=0, stream=True, extra_body={
        "adapter": {"describe": "Take the last word and say it in French."}}):
    pass
with client.chat.completions.stream(model=model, messages=messages, temperature=0) as stream:
    stream.get_final_completion()
client.completions.create(model=model, prompt="cat dog bird >", temperature=0)
client.embeddings.create(model="tiny", input=["Sort the words.", "Count."])
answer = client.responses.create(model=model, input="cat dog bird >", temperature=0)
client.responses.create(model=model, temperature=0, store=False, tools=[], input=[
    {"role": "user", "content": "dog >"}, *answer.output, {"role": "user", "content": "cat dog bird >"}])
with client.responses.stream(model=model, input="cat dog bird >", temperature=0) as stream:
    stream.get_final_response()
try:
    client.responses.create(model=model, input="cat >", previous_response_id="resp_1")
except openai.BadRequestError:
    pass
