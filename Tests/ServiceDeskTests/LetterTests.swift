import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// What a company may write in a letter of its own.
struct LetterTemplateTests {
    private func problems(_ text: String, _ kind: LetterKind = .answer) -> [String] {
        do throws(LetterTemplate.Problems) {
            _ = try LetterTemplate(text, for: kind)
            return []
        } catch {
            return error.all.map { "\($0.line): \($0.what.es.prefix(20))" }
        }
    }

    @Test(arguments: [
        ("{{text}}{{clause}}", []),
        ("{{ text }}\n{{{clause}}}\n{{& name }} {{! comentario\n{{de dos renglones }}", []),
        ("{{#text}}{{text}}{{/text}}{{^text}}Nada{{/text}}{{#clause}}{{clause}}{{/clause}}", []),
        ("Hola\n\n{{foolio}}\n{{text}}{{clause}}", ["3: «foolio» no existe en esta carta. "]),
        ("{{text}}{{clause}}{{deadlines}}", ["1: «deadlines» no existe en esta carta"]),
        ("{{text}}{{clause}}\n{{> /etc/passwd}}", ["2: «>» no se admite: sólo nombres y s"]),
        ("{{text}}{{clause}}\n{{<base}}{{/base}}", ["2: «<» no se admite: sólo nombres y s", "2: «base» se cierra y no se abrió."]),
        ("{{=<% %>=}}<%text%>{{text}}{{clause}}", ["1: «=» no se admite: sólo nombres y s"]),
        ("{{%CONTENT_TYPE:HTML}}{{text}}{{clause}}", ["1: «%» no se admite: sólo nombres y s"]),
        ("{{$x}}{{/x}}", ["1: «$» no se admite: sólo nombres y s", "1: «x» se cierra y no se abrió."]),
        ("{{text.count}}", ["1: «text.count» no existe en esta cart"]), ("{{uppercase(text)}}", ["1: «uppercase(text)» no existe en esta"]),
        ("{{.}}", ["1: «.» no se admite: sólo nombres y s"]), ("{{*text}}", ["1: «*» no se admite: sólo nombres y s"]),
        ("{{text}}{{clause}}{{", ["1: Falta «}}»."]), ("{{text}}{{clause}}\n{{{name}}", ["2: Falta «}}}»."]), ("{{}}", ["1: Una etiqueta vacía."]),
        ("{{#name}}\n{{text}}{{clause}}", ["1: La sección «name» no se cierra."]),
        ("{{#name}}{{#text}}{{/name}}{{/text}}", ["1: Se abrió «text» y se cierra «name»", "1: Se abrió «name» y se cierra «text»"]),
        ("{{text}}", ["1: Falta {{clause}}, que la política p"]),
        ("{{#name}}{{text}}{{/name}}\n{{clause}}", ["2: Falta {{text}}, que la política pro"]),
        ("{{^clause}}{{clause}}{{/clause}}{{text}}", ["1: Falta {{clause}}, que la política p"]),
        (String(repeating: "{{text}}", count: 17) + "{{clause}}", ["1: «text» se repite demasiado."]),
        (String(repeating: "{{#text}}", count: 5) + String(repeating: "{{/text}}", count: 5), ["1: Demasiadas secciones, una dentro d", "1: «text» se cierra y no se abrió."]),
        (String(repeating: "x", count: 20_001), ["1: El texto pasa de 20000 caracteres."]),
    ])
    func `a text names what its letter has, what is promised stands where nothing hides it, and nothing else is said to the machine`(text: String, expected: [String]) {
        #expect(problems(text) == expected.map { String($0.prefix(23)) }, "\(text.prefix(80))")
    }

    @Test(arguments: LetterKind.allCases)
    func `the desk's own words are a text that could be a company's`(kind: LetterKind) {
        for language in Language.allCases { #expect(problems(kind.shipped(in: language), kind) == []) }
    }

    @Test(arguments: SampleCompany.allCases)
    func `a sample shows what each letter promises, under the company's policy`(company: SampleCompany) throws {
        let policy = try company.policy, now = try policy.at("2026-03-12 17:00")
        for kind in LetterKind.allCases {
            for language in Language.allCases {
                let letter = try LetterSample(kind, under: policy, in: language, at: now).letter(kind.shipped(in: language))
                #expect(letter.contains("Luna Lara") == kind.names.contains(.greeting) && letter.contains(policy.company.name) && !letter.contains("{{"), "\(kind)")
            }
        }
    }

    @Test func `a value that looks like a template, or like markup, is only text`() throws {
        let template = try LetterTemplate("{{name}}: {{{text}}} {{text}} {{clause}}", for: .answer)
        let letter = template.filled { name in
            switch name {
            case .text: "{{folio}} {{> x}} <b>&amp;"
            case .clause: "c"
            default: ""
            }
        }
        #expect(letter?.text == ": {{folio}} {{> x}} <b>&amp; {{folio}} {{> x}} <b>&amp; c")
    }

    @Test func `whatever is thrown at it, it is read or refused`() {
        var random = SystemRandomNumberGenerator()
        let pieces = ["{{", "}}", "{{{", "}}}", "text", "clause", "#", "^", "/", "!", "=", ">", "<", "$", "%", "&", ".", " ", "\n", "\r\n", "á", "{", "}", "(", ")", "*", "{{text}}", "{{clause}}", "{{#text}}", "{{/text}}"]
        for _ in 0..<4_000 {
            let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined() + "{{text}}{{clause}}"
            guard let template = try? LetterTemplate(text, for: .answer) else { continue }
            let letter = template.filled { $0 == .text ? "T5" : $0 == .clause ? "C5" : "" }?.text
            #expect(letter?.contains("T5") == true && letter?.contains("C5") == true, "\(text)")
        }
    }
}

struct LetterTests {
    /// Everything that writes to a client, as far as the company does it.
    private func story(in world: World) async throws -> [String] {
        let desk = world.desk, ines = world[.ines], luna = world[.luna], ada = world[.ada]
        let folio = try await world.open().ticket.folio
        let other = try await world.open(as: ada) { $0.subject = "Con \"comillas\" y <b>" }.ticket.folio, type = world.policy.types.last?.id
        let same = try await world.open(as: ada).ticket.folio
        _ = await outcome { _ = try await desk.merge(same, into: folio, saying: "Es lo mismo.", as: ines) }
        let ofSol = try await world.open(as: ada) { $0.requesterEmail = world[.sol].email }.ticket.folio
        _ = await outcome { _ = try await desk.addParticipant(luna.email, to: ofSol, as: ines) }
        _ = await outcome { _ = try await desk.classify(other, type: type, as: ines) }
        _ = await outcome { try await desk.assign(folio, to: ines.email, as: ada) }
        _ = await outcome { _ = try await desk.ask(folio, "¿Qué versión usa?", because: .information, as: ines) }
        _ = await outcome { _ = try await desk.contact(folio, via: .email, saying: "Le buscamos", as: ines) }
        _ = await outcome { _ = try await desk.replyOfClient(to: folio, saying: "La 7.4", as: luna) }
        _ = await outcome { _ = try await desk.reply(to: folio, saying: "Ya quedó.\n\nSaludos", as: ines) }
        let files = try await desk.keep([Upload(name: "a.txt", mediaType: "text/plain", bytes: [1])])
        _ = await outcome { _ = try await desk.reply(to: folio, saying: "", files: files, as: ines) }
        let day = try #require(CalendarDate(iso: "2026-03-11"))
        _ = await outcome { try await desk.close(on: day, because: "Se inundó la oficina", as: ada) }
        try await world.until("2026-03-10 12:00")
        _ = await outcome { _ = try await desk.close(folio, because: "Se renovó el certificado", as: ines) }
        _ = await outcome { _ = try await desk.close(folio, because: "", as: luna) }
        _ = await outcome { _ = try await desk.reopen(folio, because: "Sigue igual", as: luna) }
        _ = await outcome { _ = try await desk.replyOfClient(to: folio, saying: "Sigue igual", as: luna) }
        _ = await outcome { _ = try await desk.ask(folio, "¿Y ahora?", because: .information, as: ines) }
        try await world.until("2026-03-30 12:00")
        return try await world.outbox(to: .luna).map { "\($0.subject)\n\($0.text)" }
    }

    @Test(arguments: [SampleCompany.facturaInteligente, .factuPronto, .fel, .intecnia, .grupoExecom])
    func `the desk's words as a company's own text give the same letters, to the letter`(company: SampleCompany) async throws {
        let shipped = try await story(in: World(company, on: .sqlite, at: "2026-03-09 10:00"))
        let world = try await World(company, on: .sqlite, at: "2026-03-09 10:00")
        for kind in LetterKind.allCases { try await world.desk.write(kind.shipped(in: .es), for: kind, .es, as: world[.ada]) }
        let own = try await story(in: world)
        #expect(shipped.count > 4)
        for (a, b) in zip(shipped, own) { #expect(a == b) }
        #expect(shipped.count == own.count)
        #expect(try await world.desk.verify().problems == [])
    }

    /// What is sold and quoted, the links that are asked for, and a mail that is not taken.
    private func storyOfSales(in world: World) async throws -> [String] {
        let desk = world.desk, ines = world[.ines], luna = world[.luna], olga = world[.olga], slug = world.company.slug
        let number = try await desk.openContract(.execom(["credit": 40]), as: olga).contract.number
        _ = try await desk.topUp(number, [UnitAmount("credit", 5)], as: olga)
        let folio = try await world.open(as: luna) { $0.type = "case" }.ticket.folio
        var quotes: [String] = []
        for _ in 0..<4 { quotes.append(try await desk.makeQuote(.report, on: folio, isSent: true, as: ines).quote.number) }
        try await desk.acceptQuote(quotes[0], as: luna)
        try await desk.declineQuote(quotes[1], because: "Es caro", as: luna)
        _ = try await desk.withdrawQuote(quotes[2], because: "Nos equivocamos", as: ines)
        try await desk.lookUp(folio, email: luna.email, in: slug)
        try await desk.sendPasswordLink(to: luna.email, in: slug)
        _ = try await desk.deliver(Array("From: Luna <luna@papeleria.example>\r\nMessage-ID: <1@papeleria.example>\r\nSubject: No abre\r\n\r\nNada abre\r\n".utf8), to: slug)
        try await world.until("2027-03-10 12:00")
        let secret = try Regex("[0-9a-z]*-?[0-9a-f]{64}")
        return try await world.outbox(to: .luna).map { "\($0.subject)\n\($0.text)".replacing(secret, with: "SECRETO") }
    }

    @Test func `so do the letters of sales, links and refusals`() async throws {
        let shipped = try await storyOfSales(in: World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00"))
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        for kind in LetterKind.allCases { try await world.desk.write(kind.shipped(in: .es), for: kind, .es, as: world[.ada]) }
        let own = try await storyOfSales(in: world)
        for word in ["Su contrato está vigente", "Se agregó a su contrato", "termina pronto", "Su contrato terminó", "Cotización C", "Aceptó la cotización", "Rechazó la cotización", "Retiramos la cotización", "Venció la cotización", "Su contraseña", "Su solicitud"] {
            #expect(shipped.contains { $0.contains(word) }, "\(word): \(shipped.map { $0.prefix(60) })")
        }
        for (a, b) in zip(shipped, own) { #expect(a == b) }
        #expect(shipped.count == own.count)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a company words a letter, in its place alone; every text is kept, and comes back`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let own = "Hola, {{name}}.\n\nFolio {{folio}}\n\n{{deadlines}}\n{{asked}}\n{{formalities}}{{way_in}}{{type}}{{price}}\n{{clause}}"
        for somebody in [Somebody.ines, .quique, .luna] {
            #expect(await outcome { try await desk.write(own, for: .acknowledgement, .es, as: world[somebody]) } == "forbidden")
        }
        #expect(await outcome { try await desk.write("{{folio}}", for: .acknowledgement, .es, as: world[.ada]) } == "invalid text text text text text text text")
        try await desk.write(own, for: .acknowledgement, .es, as: world[.olga])
        try await desk.write("English only {{folio}} {{deadlines}} {{asked}} {{formalities}} {{way_in}} {{type}} {{price}} {{clause}}", for: .acknowledgement, .en, as: world[.ada])
        _ = try await world.open(as: world[.ines])
        var letter = try #require(try await world.outbox(to: .luna).last).text
        #expect(letter.hasPrefix("Hola, Luna Lara.\n\nFolio FEL-101\n\nPrimera respuesta: a más tardar el") && letter.contains("Cómo se contó:"), "\(letter)")
        // To an address that somebody only typed, nothing else that he typed is sent.
        _ = try await world.open { ($0.requesterEmail, $0.requesterName) = ("x@nadie.example", "Compre aquí") }
        let unproven = try #require(try await world.outbox().last { $0.recipient == "x@nadie.example" }).text
        #expect(unproven.hasPrefix("Hola, .\n\nFolio") && !unproven.contains("Compre"), "\(unproven)")
        let elsewhere = try await world.principal(.ada, of: .intecnia)
        #expect(try await desk.letter(.acknowledgement, .es, as: elsewhere).isShipped, "another company keeps the desk's words")

        try await desk.write(own + "\n{{company}}", for: .acknowledgement, .es, as: world[.ada])
        try await desk.revert(.acknowledgement, .es, to: nil, as: world[.ada])
        try await desk.revert(.acknowledgement, .es, to: nil, as: world[.ada])
        _ = try await world.open(as: world[.ines])
        letter = try #require(try await world.outbox(to: .luna).last).text
        #expect(letter.contains("Recibimos su solicitud. Su folio es"))
        try await desk.revert(.acknowledgement, .es, to: 1, as: world[.ada])
        #expect(await outcome { try await desk.revert(.acknowledgement, .es, to: 9, as: world[.ada]) } == "not found")
        let standing = try await desk.letter(.acknowledgement, .es, as: world[.ada])
        #expect(standing.text == own && !standing.isShipped)
        #expect(standing.versions.map(\.version) == [4, 3, 2, 1] && standing.versions.map(\.isShipped) == [false, true, false, false])
        #expect(standing.versions.last?.by == Somebody.olga.name && standing.versions.last?.text == own)
        #expect(try await world.companyJournal().filter { $0.kind == .letterChanged }.map { $0.body.facts["words"] } == ["own", "own", "own", "shipped", "own"])
        #expect(try await desk.verify().problems == [])

        try await world.tamper("UPDATE letter_template SET is_shipped = 1 WHERE version = 4 AND language = 'es'")
        #expect(try await desk.verify().problems == ["company fel: its letters are not what its entries say"])
    }

    @Test(arguments: Engine.all)
    func `a text that can no longer be read loses no letter`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        try await world.desk.write("Así: {{folio}} {{deadlines}} {{asked}} {{formalities}} {{way_in}} {{type}} {{price}} {{clause}}", for: .acknowledgement, .es, as: world[.ada])
        for broken in ["{{#folio}}", "{{nada}}", "", "{{> x}}"] {
            try await world.tamper("UPDATE content SET text = \(broken) WHERE name = 'letter'")
            // Another process: nothing is remembered of before.
            try await world.desk.enter(email: "otra@fel.example", role: .agent, in: "fel")
            try await world.tamper("UPDATE letter_template SET version = version + 1")
            _ = try await world.open(as: world[.ines])
            #expect(try await world.outbox(to: .luna).last?.text.contains("Recibimos su solicitud. Su folio es") == true, "\(broken)")
        }
    }
}

extension LetterTests {
    @Test(arguments: Engine.all)
    func `a company words the subject, too; the folio goes before it, and nothing in it becomes another header`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let body = "{{folio}} {{deadlines}} {{asked}} {{formalities}} {{way_in}} {{type}} {{price}} {{clause}}"
        try await desk.write("Asunto: Recibido{{#subject}}: {{subject}}{{/subject}}\n\n" + body, for: .acknowledgement, .es, as: world[.ada])
        _ = try await world.open(as: world[.ines]) { $0.subject = "No timbra\r\nBcc: todos@otro.example" }
        let letter = try #require(try await world.outbox(to: .luna).last)
        #expect(letter.subject == "[FEL-101] Recibido: No timbra Bcc: todos@otro.example", "\(letter.subject)")
        #expect(letter.text.hasPrefix("FEL-101") && !letter.text.contains("Asunto:"))
        // To an address that somebody only typed, nothing else that he typed is sent.
        _ = try await world.open { ($0.requesterEmail, $0.subject) = ("x@nadie.example", "Compre aquí") }
        #expect(try await world.outbox().last { $0.recipient == "x@nadie.example" }?.subject == "[FEL-102] Recibido")

        // What the answer says of several lines is one, and no longer than a subject is.
        try await desk.write("Subject: {{text}}\n{{text}} {{clause}}", for: .answer, .es, as: world[.ada])
        try await desk.reply(to: "FEL-101", saying: "Uno\n\nX-Mal: dos " + String(repeating: "largo ", count: 100), as: world[.ines])
        let answer = try #require(try await world.outbox(to: .luna).last)
        #expect(answer.subject.hasPrefix("[FEL-101] Uno  X-Mal: dos largo") && answer.subject.count <= 210 && !answer.subject.contains(where: \.isNewline))

        for (text, problem) in [
            ("Asunto: {{nada}}\n" + body, "Renglón 1:"), ("Asunto: {{#folio}}x\n" + body, "Renglón 1:"), ("Asunto: x\n\n" + body + "\n{{nada}}", "Renglón 4:"),
            ("Asunto: " + body, "Falta {{folio}}"), ("Asunto: {{folio}}\n{{deadlines}} {{asked}} {{formalities}} {{way_in}} {{clause}}", "Falta {{folio}}"),
        ] {
            do {
                try await desk.write(text, for: .acknowledgement, .es, as: world[.ada])
                Issue.record("\(text) was taken")
            } catch DeskError.invalid(let problems) {
                #expect(problems.contains { $0.message.es.contains(problem) }, "\(problems.map(\.message.es))")
            }
        }
        #expect(try await desk.verify().problems == [])
    }
}
