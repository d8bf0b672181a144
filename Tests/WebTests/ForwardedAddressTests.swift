import HTTPTypes
import Hummingbird
import Testing
@testable import Web

struct ForwardedAddressTests {
    @Test(arguments: [
        (["203.0.113.7"], 1, "203.0.113.7"), (["10.0.0.1, 203.0.113.7"], 1, "203.0.113.7"), (["10.0.0.1, 203.0.113.7"], 2, "10.0.0.1"),
        (["10.0.0.1", "2001:db8::1"], 1, "2001:db8::1"), (["203.0.113.7"], 0, nil), (["203.0.113.7"], 2, nil), ([], 1, nil),
        (["x<script>"], 1, nil), ([String(repeating: "1", count: 60)], 1, nil), (["203.0.113.7,"], 1, nil),
    ] as [([String], Int, String?)])
    func `only what our own proxies added is believed`(_ values: [String], _ proxies: Int, _ address: String?) {
        var head = HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/")
        head.headerFields[values: HTTPField.Name("X-Forwarded-For")!] = values
        let request = Request(head: head, body: .init(buffer: .init()))
        #expect(request.forwardedAddress(behind: proxies) == address)
    }
}
