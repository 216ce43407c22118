-- W3C Trace Context, version 00: https://www.w3.org/TR/trace-context/
local function trace_of(parent)
  local trace, span = (parent or ""):match("^00%-([0-9a-f]+)%-([0-9a-f]+)%-0[01]$")
  if trace and #trace == 32 and #span == 16 and trace:find("[^0]") and span:find("[^0]") then
    return trace
  end
end

function envoy_on_request(handle)
  local headers = handle:headers()
  local trace = trace_of(headers:get("traceparent"))
  if not trace then
    trace = headers:get("x-request-id"):gsub("-", "")
    -- Marked as sampled: whether spans are recorded is the services' choice, and they follow their parent's.
    headers:replace("traceparent", "00-" .. trace .. "-" .. trace:sub(17) .. "-01")
  end
  handle:streamInfo():dynamicMetadata():set("gateway", "trace_id", trace)
end
