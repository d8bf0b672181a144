import BusinessTime
import PDF
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct PaperTests {
    private static func printed(_ paper: some Paper) throws -> String { try PrintedPDF(paper.pdf()).flatText }

    @Test func `a certificate says number, type, validity and products (IN-61)`() throws {
        let text = try Self.printed(SamplePapers().certificate)
        for words in [
            "Certificado de póliza de soporte Póliza núm. GE-P-12", "Tipo Preferencial anual", "Titular Papelería Peñón, S.A. de C.V.", "RFC PPB010203AB1",
            "Vigencia Del 1 de enero de 2026 al 31 de diciembre de 2026", "Productos MaxiComercio Nómina Facturación 中文",
            "Incluye 1 incidente 1,200 créditos de servicio", "Incluye actualizaciones (GE-17).",
            "Certificado de póliza de soporte GE-P-12 · Emitido el viernes 13 de marzo de 2026, 12:00",
        ] { #expect(text.contains(words), "\(words)") }
        #expect(text.contains("Grupo Execom de Chiapas SA de CV"))
    }

    @Test func `a contract for one event has no last day (IN-25)`() throws {
        var certificate = try SamplePapers().certificate
        certificate.validThrough = nil
        #expect(try Self.printed(certificate).contains("Vigencia Desde el 1 de enero de 2026, hasta agotarse"))
    }

    @Test func `a statement shows each movement with its clause and the balance after it, unit by unit`() throws {
        let text = try PrintedPDF(SamplePapers().statement.pdf()).solidText
        for words in [
            "Periodo Del 1 de enero de 2026 al 28 de febrero de 2026",
            "Créditos de servicio 1,200 25 −2 1,223", "Horas de póliza 5 h 0 min −1 h 15 min 3 h 45 min",
            "1 ene 2026 Saldo inicial 1,200", "10 ene 2026 Sesión remota GE-7 −2 1,198 Cobro 2 (GE-64)",
            "3 feb 2026 Tarjeta de servicio +25 1,223", "28 feb 2026 Saldo final 1,223", "5 feb 2026 Asesoría GE-9 −1 h 15 min 3 h 45 min",
        ] { #expect(text.contains(words.filter { $0 != " " }), "\(words)") }
    }

    @Test func `a closing summary adds up its charges unit by unit (GE-67)`() throws {
        let text = try Self.printed(SamplePapers().closing)
        for words in [
            "Folio GE-42", "Qué se hizo Se reinstaló el controlador.", "12 mar 2026 Llamada sin cargo", "Atención telefónica (GE-21)",
            "Total 1 incidente 7 créditos de servicio", "Aceptó el cierre Íñigo Núñez, el jueves 12 de marzo de 2026, 10:00. Aceptación (GE-42)",
        ] { #expect(text.contains(words), "\(words)") }
    }

    @Test func `a closing without acceptance says why, and without charges that there are none`() throws {
        var closing = try SamplePapers().closing
        closing.acceptance = nil
        closing.services.removeLast()
        closing.services.removeFirst()
        #expect(try Self.printed(closing).contains("El cliente no respondió."))
        closing.unaccepted = "Cerrado por silencio (IN-59)."
        let text = try Self.printed(closing)
        #expect(text.contains("Cerrado por silencio (IN-59)."))
        #expect(text.contains("Total sin cargo"))
    }

    @Test func `a quote lines up money, and says how long it holds`() throws {
        let text = try Self.printed(SamplePapers().quote)
        for words in [
            "Número GE-C-3", "Vigente hasta 28 de marzo de 2026", "Entrega prometida 10 días hábiles", "Importe, MXN",
            "Desarrollo 12 $650.00 $7,800.00 Según la especificación", "IVA 16 % $1,248.00", "Total $9,048.00", "Condiciones Se cobra la mitad al aceptar.",
        ] { #expect(text.contains(words), "\(words)") }
    }

    @Test func `a quote in several units names each of them`() throws {
        var quote = try SamplePapers().quote
        quote.totals = [.init("Total", PaperAmount(3, SamplePapers.credits))]
        #expect(try Self.printed(quote).contains("$7,800.00 MXN"))
        #expect(try Self.printed(quote).contains("Total 3 créditos de servicio"))
    }

    @Test func `a visit sheet leaves to the pen what is not known`() throws {
        let text = try Self.printed(SamplePapers().visit)
        for words in [
            "Cita lunes 16 de marzo de 2026, 10:00–12:00", "Acceso cumplido Casco falta Planos", "Llegada Recibió Salida", "Por Grupo Execom", "Por el cliente",
        ] { #expect(text.contains(words), "\(words)") }
        #expect(!text.contains("proporcionada"))
    }

    @Test func `a visit sheet names what it adds to what the visit costs, and what of that is paid (GE-73, GE-75)`() throws {
        var visit = try SamplePapers().visit
        #expect(try !Self.printed(visit).contains("Cuotas"))
        visit.fees = [.init("Visita a domicilio", "2 créditos", isPaid: true), .init("Fuera de horario", "5 créditos", isPaid: false)]
        let text = try Self.printed(visit)
        #expect(text.contains("Cuotas Visita a domicilio 2 créditos, pagada Fuera de horario 5 créditos La visita"), "\(text)")
    }

    @Test func `a visit that nobody received counts as given, with its reason and clause (IN-53)`() throws {
        let text = try Self.printed(SamplePapers().concluded)
        #expect(text.contains("Visita proporcionada y concluida Nadie recibió al ingeniero. Visitas (IN-53)"))
        #expect(text.contains("Llegada lunes 16 de marzo de 2026, 10:00"))
    }

    @Test func `every paper is there in English`() throws {
        let spanish = ["Póliza", "Vigencia", "Saldo", "Cliente", "Fecha", "Página", "Emitido", "Compruebe", "Entrega prometida", "Cita", "sin cargo"]
        let said = ["Certificate of support contract", "Statement of account", "Closing summary", "Quote", "Visit sheet"]
        let papers = try SamplePapers(.en).all
        let seal = PaperSeal(company: "grupo-execom", secret: Array(repeating: 1, count: 32))
        let texts = try papers.map { try PrintedPDF($0.pdf(sealedBy: seal, at: "https://a.example")).flatText }
        for kind in said { #expect(texts.contains { $0.contains(kind) }) }
        for text in texts {
            #expect(text.contains("Page 1 of") && text.contains("Issued on Friday 13 March 2026, 12:00"))
            for word in spanish { #expect(!text.contains(word), "\(word)") }
        }
    }

    @Test func `the same values give the same bytes, sealed or not`() throws {
        let seal = PaperSeal(company: "grupo-execom", secret: Array(repeating: 1, count: 32))
        let again = PaperSeal(company: "grupo-execom", secret: Array(repeating: 1, count: 32))
        for paper in try SamplePapers().all {
            #expect(try paper.pdf() == paper.pdf())
            #expect(try paper.pdf(sealedBy: seal, at: "https://a.example") == paper.pdf(sealedBy: again, at: "https://a.example/"))
        }
    }

    @Test(arguments: [
        (PaperUnit.money("MXN"), 0, "$0.00 MXN"), (.money("MXN"), 5, "$0.05 MXN"), (.money("USD"), -123_456_789, "−$1,234,567.89 USD"),
        (.money("MXN"), .min, "−$92,233,720,368,547,758.07 MXN"), (.minutes("horas de póliza"), 75, "1 h 15 min (horas de póliza)"),
        (.count(one: "evento", many: "eventos"), 1, "1 evento"), (.count(one: "evento", many: "eventos"), -1, "−1 evento"),
        (.count(one: "evento", many: "eventos"), 1_000_000, "1,000,000 eventos"), (.count(one: "evento", many: "eventos"), 0, "0 eventos"),
    ])
    func `amounts are said in words`(unit: PaperUnit, amount: Int, said: String) {
        #expect(unit.said(amount) == said)
    }
}
