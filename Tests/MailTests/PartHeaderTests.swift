import Mail
import Testing

/// Hostile headers deeper than the message's own.
struct PartHeaderTests {
    @Test(arguments: [
        "To: " + String(repeating: "a:", count: 100_000), "to : " + String(repeating: String(repeating: "a:", count: 50) + "\n ", count: 2000),
        "Content-Type: text/plain" + (0..<30_000).map { "; a\($0)=b" }.joined(),
        "Content-Disposition: attachment" + (0..<30_000).map { ";\n\ta\($0)=b" }.joined(),
    ])
    func `a trap in an enclosed message is read in bounded time`(header: String) throws {
        let part = "Content-Type: message/rfc822\n\n\(header)\nSubject: dentro\n\nadentro\n"
        let text = "Subject: fuera\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhola\n--b\n\(part)--b--\n"
        var message = InboundMessage()
        let took = try ContinuousClock().measure { message = try InboundMessage.parse(Array(text.utf8)) }
        #expect(took < .seconds(20))
        #expect(message.subject == "fuera")
        #expect(message.text.trimmingSuffix == "hola")
        #expect(message.attachments.map(\.name) == ["dentro.eml"])
        #expect(message.problems.contains(.brokenHeader))
    }

    @Test func `a long honest list of recipients is read whole`() throws {
        let list = (0..<900).map { "\"Persona \($0)\" <p\($0)@example.mx>" }.joined(separator: ",\n ")
        let message = try InboundMessage.parse(Array("To: \(list)\nCc: equipo: a@b.example, c@d.example;\n\nhola".utf8))
        #expect(message.to.count == 900)
        #expect(message.cc.map(\.email) == ["a@b.example", "c@d.example"])
        #expect(message.problems.isEmpty)
    }
}

extension String {
    fileprivate var trimmingSuffix: String { String(reversed().drop(while: \.isNewline).reversed()) }
}
