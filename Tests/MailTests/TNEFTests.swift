import Mail
import Testing

/// What Outlook wraps into `winmail.dat` is unwrapped, and nothing of it is lost where it cannot be.
struct TNEFTests {
    private static func number(_ value: Int, _ size: Int = 4) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

    private static func attribute(_ level: UInt8, _ id: Int, _ data: [UInt8]) -> [UInt8] {
        [level] + number(id) + number(data.count) + data + number(data.reduce(0) { $0 + Int($1) }, 2)
    }

    private static func property(_ id: Int, _ type: Int, _ value: [UInt8]) -> [UInt8] {
        number(type, 2) + number(id, 2) + number(1) + number(value.count) + value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }

    private static func wrapped(_ attributes: [UInt8]...) -> [UInt8] { number(0x223E_9F78) + number(7, 2) + attributes.flatMap { $0 } }

    /// Two files, one of them with a long name in UTF-16 beside properties that mean nothing here, and a text.
    private static let letter = wrapped(
        attribute(1, 0x0006_9007, number(1252) + number(0)),
        attribute(1, 0x0002_800C, Array("Va la p".utf8) + [0xF3] + Array("liza.".utf8) + [0]),
        attribute(2, 0x0006_9002, [UInt8](repeating: 0, count: 14)),
        attribute(2, 0x0001_8010, Array("POLIZA~1.PDF".utf8) + [0]),
        attribute(2, 0x0006_800F, Array("%PDF-1.7".utf8)),
        attribute(2, 0x0006_9005, number(3) + number(0x03, 2) + number(0x0E20, 2) + number(8)
            + number(0x1F, 2) + number(0x8001, 2) + [UInt8](repeating: 9, count: 16) + number(1) + number(6) + Array("a\0b\0\0\0".utf8) + [0, 0]
            + number(1) + number(4) + Array("x\0\0\0".utf8)
            + property(0x3707, 0x1F, Array("Póliza 2026.pdf".utf16).flatMap { number(Int($0), 2) } + [0, 0])),
        attribute(2, 0x0006_9002, [UInt8](repeating: 0, count: 14)),
        attribute(2, 0x0001_8010, Array("../../lista.csv".utf8) + [0]),
        attribute(2, 0x0006_800F, Array("a;b".utf8)))

    private static func message(_ tnef: [UInt8], text: String?, type: String = "application/ms-tnef") throws -> InboundMessage {
        let body = text.map { "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\($0)\r\n" } ?? ""
        let encoded = base64(tnef)
        return try InboundMessage.parse(Array("""
            From: ana@cliente.example\r
            Subject: Va\r
            MIME-Version: 1.0\r
            Content-Type: multipart/mixed; boundary=b\r
            \r
            \(body)--b\r
            Content-Type: \(type); name="winmail.dat"\r
            Content-Transfer-Encoding: base64\r
            \r
            \(encoded)\r
            --b--\r

            """.utf8))
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"), padded = bytes + [0, 0]
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = Int(padded[start]) << 16 | Int(padded[start + 1]) << 8 | Int(padded[start + 2])
            for place in 0..<4 { text.append(start + place > bytes.count ? "=" : digits[group >> (18 - 6 * place) & 63]) }
            if start % 57 == 54 { text += "\r\n" }
        }
        return text
    }

    @Test(arguments: ["application/ms-tnef", "application/vnd.ms-tnef", "application/octet-stream"])
    func `its files are files, by their long names; its text is the letter's where that has none`(type: String) throws {
        let told = try Self.message(Self.letter, text: "Hola, va la póliza", type: type)
        #expect(told.attachments.map(\.name) == ["Póliza 2026.pdf", "lista.csv"])
        #expect(told.attachments.map { String(decoding: $0.bytes, as: UTF8.self) } == ["%PDF-1.7", "a;b"])
        #expect(told.text.hasPrefix("Hola, va la póliza") && !told.text.contains("liza.") && told.problems.isEmpty)
        #expect(try Self.message(Self.letter, text: nil, type: type).text == "Va la póliza.")
    }

    @Test func `what breaks off, or is none, is kept as it came, with whatever could be read`() throws {
        for end in 0..<Self.letter.count {
            let message = try Self.message(Array(Self.letter[..<end]), text: "Hola")
            #expect(message.text.hasPrefix("Hola"))
            if end > 6, !message.attachments.contains(where: { $0.name == "winmail.dat" }) {
                // Cut between two attributes: nothing says that more should follow.
                #expect(try message.attachments.allSatisfy { file in try Self.message(Self.letter, text: nil).attachments.contains { $0.name == file.name || file.name == "POLIZA~1.PDF" } })
            }
        }
        let none = try Self.message(Array("no es".utf8), text: "Hola")
        #expect(none.attachments.map(\.name) == ["winmail.dat"] && none.attachments[0].bytes == Array("no es".utf8))
    }

    @Test func `lengths that lie harm nobody`() throws {
        for place in 6..<Self.letter.count - 4 {
            for lie in [[0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [0, 0, 0, 0]] as [[UInt8]] {
                var bytes = Self.letter
                bytes.replaceSubrange(place..<place + 4, with: lie)
                #expect(try Self.message(bytes, text: "Hola").text.hasPrefix("Hola"))
            }
        }
        let many = Self.wrapped([UInt8]((0..<5_000).flatMap { _ in Self.attribute(2, 0x0006_9002, []) + Self.attribute(2, 0x0001_8010, [65, 0]) }))
        #expect(try Self.message(many, text: "Hola").attachments.count <= 501)
    }
}
