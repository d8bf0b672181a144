import Mail
import Testing

struct AuthenticationResultsTests {
    private func isProven(_ reports: String..., from: String = "From: Luna <luna@papeleria.example>") throws -> Bool {
        let raw = reports.map { "Authentication-Results: \($0)\r\n" }.joined() + from + "\r\nSubject: x\r\n\r\nHola\r\n"
        return try InboundMessage.parse(Array(raw.utf8)).provenSender(by: "mx.intecnia.example")?.email == "luna@papeleria.example"
    }

    @Test(arguments: [
        "mx.intecnia.example; dmarc=pass (p=reject dis=none) header.from=papeleria.example",
        "MX.Intecnia.Example 1; spf=fail smtp.mailfrom=x@otro.example;\r\n dmarc = pass header.from = PAPELERIA.example",
        "mx.intecnia.example; dkim=pass (2048-bit key; unprotected) header.d=papeleria.example header.i=@papeleria.example; dmarc=none",
        "mx.intecnia.example; dkim=fail header.d=papeleria.example; dkim/1=pass header.d=papeleria.example",
        "mx.intecnia.example; spf=pass (mx: domain of luna@papeleria.example designates 1.2.3.4) smtp.mailfrom=luna@papeleria.example",
        "(comment (nested)) mx.intecnia.example; spf=pass smtp.mailfrom=\"luna@papeleria.example\"",
    ])
    func `what our server proved of the sender's domain is believed`(report: String) throws {
        #expect(try isProven(report))
        #expect(try isProven("otro.example; dmarc=fail header.from=papeleria.example", report, "mx.intecnia.example; dmarc=fail"), "the topmost of ours counts")
    }

    @Test(arguments: [
        "", ";", "mx.intecnia.example", "mx.intecnia.example; none", "mx.intecnia.example; dmarc=pass", "mx.intecnia.example; dmarc=pass header.from=otro.example",
        "mx.intecnia.example; dmarc=fail header.from=papeleria.example; spf=pass smtp.mailfrom=papeleria.example",
        "mx.intecnia.example; dkim=pass header.d=correo.papeleria.example", "mx.intecnia.example; dkim=pass header.d=example",
        "mx.intecnia.example; dkim=pass header.d=otra-papeleria.example", "mx.intecnia.example; spf=softfail smtp.mailfrom=papeleria.example",
        "mx.intecnia.example; spf=pass smtp.helo=papeleria.example", "mx.intecnia.example; spf=neutral (dmarc=pass header.from=papeleria.example)",
        "mx.intecnia.example; spf=fail reason=\"; dmarc=pass header.from=papeleria.example\" smtp.mailfrom=x",
        "mx.intecnia.example; spf=fail smtp.mailfrom=\"a\\\"; dmarc=pass header.from=papeleria.example; x\"@x",
        "mx.intecnia.example; dmarc=pass header.from=papeleria.example (unfinished", "mx.intecnia.example; dmarc=pass header.from=\"papeleria.example",
        "mx.intecnia.example.otro.example; dmarc=pass header.from=papeleria.example", "otro.example; dmarc=pass header.from=papeleria.example",
        "otro.example (; mx.intecnia.example; dmarc=pass header.from=papeleria.example",
    ])
    func `nothing else proves anything`(report: String) throws {
        #expect(try !isProven(report))
    }

    @Test func `a report that came with the message is not believed`() throws {
        let forged = "mx.intecnia.example; dmarc=pass header.from=papeleria.example"
        #expect(try !isProven("mx.intecnia.example; dmarc=fail header.from=papeleria.example", forged))
        #expect(try !isProven("mx.intecnia.example; none", forged))
        #expect(try !isProven("mx.intecnia.example; dmarc=pass (broken", forged), "ours, though it cannot be read")
        #expect(try !isProven("(broken", forged), "it may be ours")
        #expect(try !isProven(forged, from: "From: luna@papeleria.example\r\nFrom: x@otro.example"))
        #expect(try !isProven(forged, from: "From: luna@papeleria.example, x@otro.example"))
        #expect(try !isProven(String(repeating: "(", count: 30_000), forged))
    }
}
