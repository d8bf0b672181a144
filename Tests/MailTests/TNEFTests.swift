import Foundation
import Mail
import Testing

/// `winmail.dat` is opened: its text, where there is no other, and its files.
struct TNEFTests {
    private static func little(_ number: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }

    private static func attribute(_ level: UInt8, _ id: Int, _ data: [UInt8]) -> [UInt8] {
        let sum: Int = data.reduce(0) { $0 + Int($1) }
        var bytes: [UInt8] = [level]
        bytes += little(id, 4)
        bytes += little(data.count, 4)
        bytes += data
        bytes += little(sum & 0xFFFF, 2)
        return bytes
    }

    /// Properties of variable length: type, id and bytes of each.
    private static func properties(_ all: [(type: Int, id: Int, bytes: [UInt8])]) -> [UInt8] {
        var bytes = little(all.count, 4)
        for property in all {
            bytes += little(property.type, 2)
            bytes += little(property.id, 2)
            bytes += little(1, 4)
            bytes += little(property.bytes.count, 4)
            bytes += property.bytes
            while bytes.count % 4 != 0 { bytes.append(0) }
        }
        return bytes
    }

    private static func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { little(Int($0), 2) } + [0, 0] }

    private static let begin: [UInt8] = {
        var bytes = little(0x223E_9F78, 4)
        bytes += little(1, 2)
        bytes += attribute(1, 0x69007, little(1252, 4) + little(0, 4))
        return bytes
    }()

    private static func file(_ name: String, _ text: String) -> [UInt8] {
        var bytes = attribute(2, 0x69002, [UInt8](repeating: 0, count: 14))
        bytes += attribute(2, 0x18010, Array("CORTO.TXT\0".utf8))
        bytes += attribute(2, 0x6800F, Array(text.utf8))
        bytes += attribute(2, 0x69005, properties([(type: 31, id: 0x3707, bytes: utf16(name)), (type: 30, id: 0x370E, bytes: Array("application/pdf\0".utf8))]))
        return bytes
    }

    private func parse(_ tnef: [UInt8], text: String = "", type: String = "application/ms-tnef", name: String = "winmail.dat") throws -> InboundMessage {
        let encoded = Data(tnef).base64EncodedString(options: .lineLength76Characters)
        return try InboundMessage.parse(Array("""
            From: ana@example.mx
            Subject: s
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            \(text)
            --b
            Content-Type: \(type); name=\(name)
            Content-Transfer-Encoding: base64

            \(encoded)
            --b--
            """.utf8))
    }

    @Test(arguments: [("application/ms-tnef", "winmail.dat"), ("application/octet-stream", "WINMAIL.DAT"), ("application/vnd.ms-tnef", "a.dat")])
    func `its files have their names and bytes, and the wrapper is gone`(type: String, name: String) throws {
        let tnef: [UInt8] = Self.begin + Self.file("Año fiscal.pdf", "uno") + Self.file("../../b.pdf", "dos")
        let message = try parse(tnef, text: "Va adjunto.", type: type, name: name)
        #expect(message.text == "Va adjunto.")
        #expect(message.attachments.map(\.name) == ["Año fiscal.pdf", "b.pdf"])
        #expect(message.attachments.map { String(decoding: $0.bytes, as: UTF8.self) } == ["uno", "dos"])
        #expect(message.attachments.allSatisfy { $0.mediaType == "application/pdf" })
    }

    private typealias Property = (type: Int, id: Int, bytes: [UInt8])

    /// What is told of a file stands before and behind what it is, as the program liked.
    private static let objects: [([UInt8], [Property], String, String)] = {
        let inner: [UInt8] = begin + attribute(1, 0x69003, properties([(type: 31, id: 0x1000, bytes: utf16("Lo de dentro"))]))
        let wrapping: [UInt8] = begin + file("Foto.pdf", "foto")
        let name: Property = (type: 31, id: 0x3707, bytes: utf16("Pedido.msg")), shown: Property = (type: 31, id: 0x3001, bytes: utf16("Pedido de marzo"))
        func object(_ bytes: [UInt8]) -> Property { (type: 13, id: 0x3701, bytes: [UInt8](repeating: 7, count: 16) + bytes) }
        return [
            (Array("otra cosa".utf8), [name], "Pedido.msg", "otra cosa"), (Array("otra cosa".utf8), [shown], "Pedido de marzo", "otra cosa"),
            (inner, [name], "Pedido.txt", "Lo de dentro"), (inner, [shown, name], "Pedido.txt", "Lo de dentro"), (inner, [], "mensaje-1.txt", "Lo de dentro"),
            (wrapping, [name, shown], "Foto.pdf", "foto"),
        ].flatMap { bytes, told, name, text in [(bytes, told + [object(bytes)], name, text), (bytes, [object(bytes)] + told, name, text)] }
    }()

    @Test(arguments: objects.indices)
    func `an object has its name wherever that stands`(place: Int) throws {
        let (_, properties, name, text) = Self.objects[place]
        let tnef: [UInt8] = Self.begin + Self.attribute(2, 0x69002, [UInt8](repeating: 0, count: 14)) + Self.attribute(2, 0x69005, Self.properties(properties))
        let message = try parse(tnef, text: "Va adjunto.")
        #expect(message.text == "Va adjunto." && message.attachments.map(\.name) == [name])
        #expect(message.attachments.map { String(decoding: $0.bytes, as: UTF8.self) } == [text])
    }

    /// Rich text as Outlook keeps it where packing it would not pay.
    private static func rich(_ document: String) -> [UInt8] {
        var bytes = little(document.utf8.count + 12, 4)
        bytes += little(document.utf8.count, 4)
        bytes += Array("MELA\0\0\0\0".utf8)
        bytes += Array(document.utf8)
        return bytes
    }

    private static let texts: [([(type: Int, id: Int, bytes: [UInt8])], String)] = [
        ([(type: 30, id: 0x1000, bytes: [0x48, 0x6F, 0x6C, 0x61, 0x2C, 0x20, 0x61, 0xF1, 0x6F, 0])], "Hola, año"),
        ([(type: 31, id: 0x1000, bytes: utf16("Hola, año"))], "Hola, año"),
        ([(type: 258, id: 0x1013, bytes: Array("<p>Hola, <b>ana</b></p>".utf8))], "Hola, ana"),
        ([(type: 258, id: 0x1009, bytes: rich(#"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Hola, a\'f1o\par\uc1\u8364?uro {\*\htmltag84 <b>}\{x\}}"#))], "Hola, año\n€uro {x}"),
    ]

    @Test(arguments: texts)
    func `its text is read where there is no other`(properties: [(type: Int, id: Int, bytes: [UInt8])], text: String) throws {
        let tnef = Self.begin + Self.attribute(1, 0x69003, Self.properties(properties))
        #expect(try parse(tnef).text == text)
        let told = try parse(tnef, text: "Lo mismo.")
        #expect(told.text == "Lo mismo." && told.attachments.isEmpty)
    }

    /// `{\rtf1 WXYZWXYZWXYZWXYZWXYZ}`, the example of MS-OXRTFCP §4.1.2.
    @Test func `packed rich text is unpacked`() throws {
        let packed: [UInt8] = [
            0x1A, 0, 0, 0, 0x1C, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xE2, 0xD4, 0x4B, 0x51, 0x41, 0, 0x04, 0x20, 0x57, 0x58, 0x59, 0x5A, 0x0D, 0x6E, 0x7D, 0x01, 0x0E, 0xB0,
        ]
        let tnef: [UInt8] = Self.begin + Self.attribute(1, 0x69003, Self.properties([(type: 258, id: 0x1009, bytes: packed)]))
        #expect(try parse(tnef).text == "WXYZWXYZWXYZWXYZWXYZ")
    }

    @Test func `what cannot be opened stays a file, and hostile bytes break nothing`() throws {
        let broken: [[UInt8]] = [Array("no".utf8), Self.begin, Array(Self.begin.dropLast(9)), Self.begin + [1, 3, 0x90, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF]]
        for broken in broken {
            #expect(try parse(broken).attachments.map(\.name) == ["winmail.dat"])
        }
        var whole = Self.begin + Self.file("a.pdf", "uno")
        whole += Self.attribute(1, 0x69003, Self.properties([(type: 258, id: 0x1009, bytes: Self.rich(#"{\rtf1 hola}"#))]))
        for length in 0..<whole.count {
            let message = try parse(Array(whole[..<length]) + [0xFF])
            #expect(message.attachments.allSatisfy { FileName.safe($0.name) == $0.name })
        }
    }
}
