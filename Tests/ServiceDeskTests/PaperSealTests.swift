import BusinessTime
import PDF
import ServiceDesk
import TestSupport
import Testing

struct PaperSealTests {
    private let seal = PaperSeal(company: "grupo-execom", secret: Array(0..<32))

    @Test func `a token says which paper it is of`() throws {
        for paper in try SamplePapers().all {
            let sealed = try #require(seal.verify(seal.token(for: paper)))
            #expect(sealed.kind == type(of: paper).kind && sealed.number == paper.number && sealed.issuedAt == paper.issue.issuedAt)
            let isSame = sealed.isOf(paper)
            #expect(isSame)
        }
    }

    @Test func `whoever knows only the published key can check`() throws {
        let token = seal.token(for: try SamplePapers().certificate)
        #expect(seal.publicKey.count == 43)
        #expect(PaperSeal.verify(token, of: "grupo-execom", with: seal.publicKey)?.number == "GE-P-12")
        #expect(PaperSeal.verify(token, of: "intecnia", with: seal.publicKey) == nil)
        #expect(PaperSeal.verify(token, of: "grupo-execom", with: String(seal.publicKey.dropLast())) == nil)
        #expect(PaperSeal.verify(token, of: "grupo-execom", with: "") == nil)
    }

    @Test func `a token with any bit or character changed is no token`() throws {
        let token = Array(seal.token(for: try SamplePapers().certificate).utf8)
        var tried = 0
        for index in token.indices {
            for bit in 0..<8 {
                var changed = token
                changed[index] ^= 1 << UInt8(bit)
                guard let text = String(validating: changed, as: UTF8.self) else { continue }
                #expect(seal.verify(text) == nil, "character \(index), bit \(bit)")
                tried += 1
            }
        }
        // Every spelling of the same length in the alphabet of tokens, one character changed.
        for index in token.indices {
            for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ".utf8 where other != token[index] {
                var changed = token
                changed[index] = other
                #expect(seal.verify(String(decoding: changed, as: UTF8.self)) == nil, "character \(index)")
                tried += 1
            }
        }
        #expect(tried > 70 * token.count)
    }

    @Test func `a token that is shorter, longer or another thing is no token`() throws {
        let token = seal.token(for: try SamplePapers().certificate)
        for length in 0..<token.count { #expect(seal.verify(String(token.prefix(length))) == nil) }
        for text in [token + "A", token + "=", " " + token, token + "\n", "A" + token, token + token, "ñ", String(repeating: "A", count: 144), "\u{0}"] {
            #expect(seal.verify(text) == nil)
        }
        #expect(seal.verify(token) != nil)
    }

    @Test func `one changed byte of a file is noticed, wherever it stands`() throws {
        let token = seal.token(for: try SamplePapers().certificate)
        let file = seal.sealed(Array("%PDF-1.5\nSaldo 1,200\n%%EOF\n\n".utf8), token: token)
        let found = try #require(seal.token(of: file))
        #expect(found.token == token && found.isUnchanged)
        for index in file.indices {
            for bit in [0, 3, 7] {
                var changed = file
                changed[index] ^= 1 << UInt8(bit)
                #expect(seal.token(of: changed)?.isUnchanged != true, "byte \(index), bit \(bit)")
            }
        }
        for length in file.indices { #expect(seal.token(of: Array(file[..<length]))?.isUnchanged != true) }
        for more in ["\n", " ", "%%EOF\n", "\n%Ventanilla \(token) \(token)\n"] { #expect(seal.token(of: file + Array(more.utf8))?.isUnchanged != true) }
        #expect(PaperSeal(company: "fel", secret: Array(0..<32)).token(of: file)?.isUnchanged == false)
        #expect(seal.token(of: []) == nil)
        #expect(seal.token(of: Array("%PDF-1.5\n%%EOF\n".utf8)) == nil)
    }

    @Test func `a paper's file bears the token that is printed on it`() throws {
        let paper = try SamplePapers().certificate
        let file = try paper.pdf(sealedBy: seal, at: "https://soporte.execom.example")
        let found = try #require(seal.token(of: file))
        #expect(found.token == seal.token(for: paper) && found.isUnchanged)
        #expect(file == (try paper.pdf(sealedBy: seal, at: "https://soporte.execom.example")))
    }

    @Test func `another company or another secret makes another key`() throws {
        let paper = try SamplePapers().certificate
        for other in [PaperSeal(company: "fel", secret: Array(0..<32)), PaperSeal(company: "grupo-execom", secret: Array(1..<33))] {
            #expect(other.publicKey != seal.publicKey)
            #expect(seal.verify(other.token(for: paper)) == nil)
            #expect(other.verify(seal.token(for: paper)) == nil)
        }
    }

    @Test func `any other value on the paper is noticed`() throws {
        let paper = try SamplePapers().certificate
        let sealed = try #require(seal.verify(seal.token(for: paper)))
        var others = Array(repeating: paper, count: 7)
        others[0].holder += "."
        others[1].type = "Preferencial Anual"
        others[2].validThrough = CalendarDate(iso: "2027-12-31")
        others[3].grants[0].amount = 2
        others[4].products.removeLast()
        others[5].issue.letterhead.name = "Grupo Execon"
        others[6].terms = []
        for other in others { #expect(!sealed.isOf(other)) }
        var later = paper
        later.issue.issuedAt = paper.issue.issuedAt + 1
        #expect(!sealed.isOf(later))
    }

    @Test func `words moved from one cell to the next are another paper`() throws {
        func document(_ cells: [Table.Cell]) throws -> Document {
            Document(letterhead: Letterhead(name: "A"), kind: "", title: "", blocks: [.table(Table(columns: [.init("")], rows: [.init(cells)]))], reference: "", createdAt: Instant(seconds: 0))
        }
        let digests = try [["ab", "c"], ["a", "bc"], ["abc", ""], ["abc"], [Table.Cell("ab", detail: "c"), ""]].map { try document($0).digest }
        #expect(Set(digests).count == digests.count)
    }

    @Test func `the code on the paper opens the address that verifies`() throws {
        let paper = try SamplePapers().certificate
        let printed = try PrintedPDF(paper.pdf(sealedBy: seal, at: "https://soporte.execom.example"))
        let address = try printed.code(onPage: printed.pages)
        let root = "https://soporte.execom.example/grupo-execom/papers/"
        #expect(address.hasPrefix(root))
        #expect(printed.solidText.contains(address))
        #expect(seal.verify(String(address.dropFirst(root.count)))?.isOf(paper) == true)
    }

    @Test(arguments: [([], ""), ([0], "AA"), ([255, 254], "__4"), ([0, 16, 131], "ABCD"), (Array("Hola, Ñ".utf8), "SG9sYSwgw5E")])
    func `base64url has one spelling`(bytes: [UInt8], text: String) {
        #expect(Base64URL.text(bytes) == text)
        #expect(Base64URL.bytes(text) == bytes)
        #expect(Base64URL.bytes(text + "=") == nil)
    }

    @Test(arguments: ["A", "AB", "AAB", "__5", "a+b/", "AA AA", "ÁAAA"])
    func `another spelling is none`(text: String) {
        #expect(Base64URL.bytes(text) == nil)
    }
}
