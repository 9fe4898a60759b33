import assessments.models.accounts
import assessments.models.tokens
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0003_renderings'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('claimed', 'claimed the company'), ('renamed', 'renamed the company'), ('owner-added', 'added an owner'), ('owner-left', 'is no longer an owner'), ('submitted', 'submitted an assessment'), ('link-made', 'made a private link'), ('link-revoked', 'revoked a private link'), ('invited', 'invited a respondent'), ('withdrawn', 'withdrew an invitation'), ('revealed', 'opened the respondents’ answers'), ('shared', 'shared the company'), ('accepted', 'accepted a share'), ('share-changed', 'changed a share'), ('share-revoked', 'revoked a share'), ('exported', 'exported the company’s data'), ('imported', 'imported the company’s data'), ('deletion-asked', 'asked for the company’s deletion'), ('deletion-stopped', 'stopped the company’s deletion')], max_length=20)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.CharField(blank=True, max_length=120)),
                ('about', models.CharField(blank=True, max_length=250)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=assessments.models.tokens.new_public_id, editable=False, max_length=16, unique=True)),
                ('priority', models.CharField(blank=True, max_length=70)),
                ('practices', models.JSONField(blank=True, default=list)),
                ('title', models.CharField(max_length=200)),
                ('owner', models.CharField(blank=True, max_length=120)),
                ('due', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'To do'), ('doing', 'In progress'), ('done', 'Done'), ('dropped', 'Dropped')], default='open', max_length=10)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['due', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=assessments.models.tokens.new_public_id, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(choices=[('link', 'by link'), ('account', 'to an account')], max_length=10)),
                ('tier', models.CharField(choices=[('summary', 'Summary'), ('result', 'Full result'), ('answers', 'Answers and evidence')], max_length=10)),
                ('label', models.CharField(max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=40)),
                ('by', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Owner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Respondent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=assessments.models.tokens.new_public_id, editable=False, max_length=16, unique=True)),
                ('role', models.CharField(choices=[('founder', 'Founder'), ('ceo', 'CEO'), ('cto', 'CTO'), ('vp', 'VP'), ('lead', 'Lead engineer'), ('advisor', 'Advisor')], max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('invited_at', models.DateTimeField(auto_now_add=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['invited_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('question', 'Question'), ('role', 'Role'), ('note', 'Note')], max_length=10)),
                ('key', models.CharField(max_length=70)),
                ('reason', models.TextField(max_length=2000)),
                ('by', models.CharField(blank=True, max_length=120)),
                ('settled_at', models.DateTimeField()),
            ],
        ),
        migrations.AlterModelOptions(
            name='user',
            options={},
        ),
        migrations.AlterModelManagers(
            name='user',
            managers=[
                ('objects', assessments.models.accounts.UserManager()),
            ],
        ),
        migrations.RemoveField(
            model_name='user',
            name='first_name',
        ),
        migrations.RemoveField(
            model_name='user',
            name='last_name',
        ),
        migrations.RemoveField(
            model_name='user',
            name='username',
        ),
        migrations.AddField(
            model_name='assessment',
            name='previous',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='following', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='public_id',
            field=models.CharField(editable=False, max_length=16, null=True),
        ),
        migrations.AddField(
            model_name='assessment',
            name='revealed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='assessment',
            name='sheet_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='company',
            name='claimed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='company',
            name='delete_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='company',
            name='public_id',
            field=models.CharField(editable=False, max_length=16, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='name',
            field=models.CharField(blank=True, max_length=120, verbose_name='name'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_user_per_email_address'),
        ),
        migrations.AddField(
            model_name='act',
            name='company',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='assessments.company'),
        ),
        migrations.AddField(
            model_name='act',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='action',
            name='assessment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='actions', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='action',
            name='company',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='assessments.company'),
        ),
        migrations.AddField(
            model_name='grant',
            name='assessment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='grant',
            name='company',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='assessments.company'),
        ),
        migrations.AddField(
            model_name='grant',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grant',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='look',
            name='assessment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='look',
            name='grant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='assessments.grant'),
        ),
        migrations.AddField(
            model_name='look',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='owner',
            name='company',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='owners', to='assessments.company'),
        ),
        migrations.AddField(
            model_name='owner',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='owned', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='respondent',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='respondents', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='respondent',
            name='sheet',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='respondent', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='respondent',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='settlement',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='settlements', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('priority', ''), _negated=True), ('assessment__isnull', False)), fields=('assessment', 'priority'), name='one_action_per_priority'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'account'), ('user', None), _connector='OR'), name='link_grant_is_nobodys'),
        ),
        migrations.AddIndex(
            model_name='look',
            index=models.Index(fields=['grant', 'page', '-at'], name='last_look'),
        ),
        migrations.AddConstraint(
            model_name='owner',
            constraint=models.UniqueConstraint(fields=('company', 'user'), name='owner_once'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.UniqueConstraint(fields=('assessment', 'subject', 'key'), name='settled_once'),
        ),
    ]
