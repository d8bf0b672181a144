import SupportPolicy
import Testing
@testable import Web

struct PictureCodeTests {
    @Test func `the same code and seed draw the same picture, another seed another`() {
        let picture = PictureCode(code: "K7PXW", seed: 42).png()
        #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(picture == PictureCode(code: "K7PXW", seed: 42).png())
        #expect(picture != PictureCode(code: "K7PXW", seed: 43).png())
        #expect(picture != PictureCode(code: "K7PXA", seed: 42).png())
    }

    @Test func `codes are five characters that nobody takes for one another`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let code = PictureCode.code(using: &generator)
            #expect(code.count == 5)
            #expect(!code.contains { "O0I1L5S8BG2QZ".contains($0) }, "\(code)")
        }
    }

    @Test(arguments: [("k7pxw", true), (" K7 PXW ", true), ("K7PX", false), ("", false), ("K7PXWW", false)])
    func `what was typed is compared without case and spaces`(typed: String, matches: Bool) {
        #expect(PictureCode(code: "K7PXW", seed: 1).matches(typed) == matches)
    }

    @Test(arguments: [("16", true), ("dieciséis", true), ("Dieciseis", true), ("sixteen", true), ("17", false), ("", false)])
    func `a question in words takes digits and words`(typed: String, accepted: Bool) {
        let question = WordsQuestion(seed: 7 + 8 * 5)
        #expect(question.asked(in: .es) == "¿Cuánto es nueve más siete?")
        #expect(question.asked(in: .en) == "How much is nine plus seven?")
        #expect(question.accepts(typed) == accepted)
    }
}
