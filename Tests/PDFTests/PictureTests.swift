import Foundation
import PDF
import TestSupport
import Testing

struct PictureTests {
    /// Two by two points, written by hand.
    private static let dots = [UInt8](Data(base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEklEQVR4nGP4zwAE/0Ho////AB/uBftt3M6tAAAAAElFTkSuQmCC")!)

    private static func document(logo: [UInt8]?) -> Document {
        var document = Document.sample([.paragraph("Hola")])
        document.letterhead.logo = logo
        document.letterhead.lines = []
        return document
    }

    @Test func `a code is read by a telephone, and its address stands beside it`() throws {
        let address = "https://soporte.example.mx/intecnia/papers/" + String(repeating: "Ab-_9", count: 36)
        let printed = try PrintedPDF(Document.sample([.proof(.init(title: "Compruebe", text: "", address: address, seal: .init(rim: "Compañía Ñandú", center: "CÑ")))]).pdf())
        #expect(try printed.code(onPage: 1) == address)
        #expect(printed.solidText.contains(address))
    }

    @Test func `an address too long for a code is still printed`() throws {
        let address = "https://a.example/" + String(repeating: "x", count: 3_000)
        #expect(try PrintedPDF(Document.sample([.proof(.init(title: "Compruebe", text: "", address: address))]).pdf()).solidText.contains(address))
    }

    @Test func `a seal is drawn with any words`() throws {
        let plain = try Document.sample([.proof(.init(title: "a", text: "", address: "b"))]).pdf()
        for rim in ["", "Ñ", String(repeating: "Muy largo ", count: 50), "中文"] {
            let sealed = try Document.sample([.proof(.init(title: "a", text: "", address: "b", seal: .init(rim: rim, center: rim)))]).pdf()
            #expect(sealed.count > plain.count + 1_000)
            #expect(try PrintedPDF(sealed).pages == 1)
        }
    }

    @Test func `a logo stands in place of the name`() throws {
        let printed = try PrintedPDF(Self.document(logo: Self.dots).pdf())
        #expect(try printed.pictures() == 1)
        #expect(!printed.text.contains("Ñandú"))
    }

    @Test func `what is no picture, a damaged or a huge one is left out`() throws {
        var huge = Self.dots
        huge.replaceSubrange(16..<24, with: [0, 0, 0x40, 0, 0, 0, 0x40, 0])
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46]
        for logo in [[], jpeg, huge, Array(Self.dots.prefix(40)), Array(Self.dots.prefix(60)), Array("file:///etc/passwd".utf8)] {
            let printed = try PrintedPDF(Self.document(logo: logo).pdf())
            #expect(try printed.pictures() == 0)
            #expect(printed.text.contains("Ñandú"))
        }
    }

    @Test(arguments: [("#1f5fbf", Color(red: 0x1f, green: 0x5f, blue: 0xbf)), ("1f5fbf", nil), ("#1f5fb", nil), ("#1f5fbg", nil), ("#+f5fbf", nil), ("", nil), ("#ñññ", nil)])
    func `a colour has one spelling`(text: String, color: Color?) {
        #expect(Color(text) == color)
    }
}
