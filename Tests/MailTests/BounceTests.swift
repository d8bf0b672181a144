import Mail
import Testing

/// Delivery reports as servers write them that do not know RFC 3464, and what must not be taken for one.
struct BounceTests {
    private static let copy = """
        From: Intecnia <soporte@intecnia.example>
        To: mara@tienda.example
        Subject: [IN-101] Recibimos su solicitud
        Message-Id: <carta@intecnia.example>

        Buen día:
        """

    private func bounce(_ headers: [String], _ text: String) throws -> Bounce? {
        let head = headers + ["To: soporte@intecnia.example", "Message-ID: <r1@mx.example>"]
        return try InboundMessage.parse(Array((head.joined(separator: "\n") + "\n\n" + text).utf8)).bounce
    }

    @Test func `qmail tells in prose, with its status in brackets`() throws {
        let bounce = try #require(try bounce(["From: MAILER-DAEMON@tienda.example", "Subject: failure notice"], """
            Hi. This is the qmail-send program at tienda.example.
            I'm afraid I wasn't able to deliver your message to the following addresses.
            This is a permanent error; I've given up. Sorry it didn't work out.

            <mara@tienda.example>:
            Sorry, no mailbox here by that name. (#5.1.1)

            --- Below this line is a copy of the message.

            Return-Path: <soporte@intecnia.example>
            \(Self.copy)
            """))
        #expect(bounce.messageIDs == ["carta@intecnia.example"])
        #expect(bounce.recipients.map(\.email) == ["mara@tienda.example"] && bounce.recipients[0].isFinal)
        #expect(bounce.recipients[0].status == "5.1.1" && bounce.recipients[0].diagnostic == "Sorry, no mailbox here by that name. (#5.1.1)")
    }

    @Test func `old Exim names the recipient in a header, and its letter in the copy only`() throws {
        let bounce = try #require(try bounce(
            ["From: Mail Delivery System <Mailer-Daemon@tienda.example>", "X-Failed-Recipients: mara@tienda.example, luis@tienda.example", "Subject: Mail delivery failed: returning message to sender"], """
            This message was created automatically by mail delivery software.

            A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

              mara@tienda.example
                SMTP error from remote mail server after RCPT TO:<mara@tienda.example>:
                host mx.tienda.example [192.0.2.10]: 452 4.2.2 mailbox full

            ------ This is a copy of the message, including all the headers. ------

            \(Self.copy)
            """))
        #expect(bounce.messageIDs == ["carta@intecnia.example"])
        #expect(bounce.recipients.map(\.email) == ["mara@tienda.example", "luis@tienda.example"])
        #expect(bounce.recipients.map(\.status) == ["4.2.2", "4.2.2"] && bounce.recipients.allSatisfy(\.isFinal))
        #expect(bounce.recipients[0].diagnostic?.hasSuffix("452 4.2.2 mailbox full") == true)
    }

    @Test func `Yahoo, and a warning that is still tried`() throws {
        let yahoo = try #require(try bounce(["From: MAILER-DAEMON@yahoo.example", "Subject: Failure Notice"], """
            Sorry, we were unable to deliver your message to the following address.

            <mara@tienda.example>:
            554: delivery error: dd This user doesn't have an account

            --- Below this line is a copy of the message.

            \(Self.copy)
            """))
        #expect(yahoo.recipients.map(\.email) == ["mara@tienda.example"] && yahoo.recipients[0].status == nil && yahoo.recipients[0].isFinal)
        let warning = try #require(try bounce(["From: Mail Delivery System <Mailer-Daemon@mx.example>", "Subject: Warning: message 1kk delayed 24 hours"], """
            The message has not been delivered yet. The address to which it goes is:

              mara@tienda.example
                Delay reason: mailbox is full

            No action is required on your part.
            """))
        #expect(warning.recipients.map(\.action) == ["delayed"])
        let mute = try #require(try bounce(["From: Mailer-Daemon@mx.example", "Subject: Warning: message delayed"], "Seguimos intentando."))
        #expect(mute.isDelay && mute.recipients.isEmpty)
    }

    @Test(arguments: ["", "  ", "> ", ">> "])
    func `the headers that come back are found, however they are indented or quoted`(mark: String) throws {
        let bounce = try #require(try bounce(["From: postmaster@tienda.example", "Subject: Undeliverable: su correo"], """
            No se pudo entregar a:

            mara@tienda.example

            Encabezados originales:

            \(mark)Subject: [IN-101] Recibimos su solicitud
            \(mark)Message-ID: <carta@intecnia.example>
            """))
        #expect(bounce.messageIDs == ["carta@intecnia.example"] && bounce.recipients.map(\.email) == ["mara@tienda.example"])
    }

    @Test(arguments: [
        ("550 5.1.1 User unknown", "5.1.1"), ("mailbox full (#4.2.2)", "4.2.2"), ("452 mailbox full", "4.0.0"), ("550 no such user", nil),
        ("host 192.0.2.10 said: 4.4.1.2", nil), ("version 3.1.4", nil), ("", nil),
    ])
    func `the status of a prose`(text: String, status: String?) {
        #expect(Bounce.status(in: text) == status)
    }

    @Test(arguments: [
        ["From: Mara <mara@tienda.example>", "Subject: failure notice"],
        ["From: Mara <mara@tienda.example>", "Subject: Mi pedido va retrasado"],
        ["From: postmaster@tienda.example", "Subject: No llegan nuestros correos"],
    ])
    func `a person who writes about mail reports nothing`(headers: [String]) throws {
        #expect(try bounce(headers, "<mara@tienda.example>:\nno such user (#5.1.1)") == nil)
    }
}
